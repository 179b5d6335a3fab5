package import JSONSchema
import JSONTree
package import Primitives

/// A teachable unit of an edition.
package struct CourseSectionValue: EventValue {
    package var code: String
    package var title: String
    package var minutes: Int

    package init(code: String, title: String, minutes: Int) {
        self.code = code
        self.title = title
        self.minutes = minutes
    }

    package static let schema = Schema.event(
        .required("code", .string()),
        .required("title", .string()),
        .required("minutes", .integer(min: 0)))
}

/// An edition of a course, taught from a day on (C2).
package struct CourseEditionValue: EventValue {
    package var id: EditionID
    package var name: String
    package var from: Day
    package var sections: [CourseSectionValue]

    package init(id: EditionID, name: String, from: Day, sections: [CourseSectionValue]) {
        self.id = id
        self.name = name
        self.from = from
        self.sections = sections
    }

    package static let schema = Schema.event(
        .required("id", .uuid),
        .required("name", .string()),
        .required("from", .date),
        .required("sections", .array(CourseSectionValue.schema)))
}

/// A course as it is now.
package struct CourseContent: EventValue {
    package var title: String
    package var hours: Double
    package var editions: [CourseEditionValue]

    package init(title: String, hours: Double, editions: [CourseEditionValue]) {
        self.title = title
        self.hours = hours
        self.editions = editions
    }

    package static let schema = Schema.event(
        .required("title", .string()),
        .required("hours", .number()),
        .required("editions", .array(CourseEditionValue.schema)))
}

/// The catalogue's entry of a course changed.
package struct CourseChanged: SharedFact {
    package static let type = "org.muster.registration.course.changed.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "courseCode"
    package var data: CourseContent

    package init(_ data: CourseContent) { self.data = data }
}

/// A course as it is now (C1, C2).
package struct CourseState: SharedState {
    package static let type = "org.muster.registration.course.state.v1"
    package static let topic = Topic.state(of: .registration)
    package static let key = "courseCode"
    package var data: CourseContent

    package init(_ data: CourseContent) { self.data = data }
}
