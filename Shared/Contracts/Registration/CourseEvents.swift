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

/// A course of the catalogue with its editions (C1, C2).
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

extension EventType<CourseCode, CourseContent> {
    package static let courseChanged = Self(
        fact: "registration.course.changed", of: .registration, keyedBy: "courseCode",
        "A course's entry in the catalogue changed.")
}

extension StateType<CourseCode, CourseContent> {
    package static let course = Self(
        state: "registration.course", on: .state(of: .registration), keyedBy: "courseCode",
        "The current state of a course (C1, C2).")
}

extension Catalogue {
    static let courses: [any CatalogueEntry] = [
        EventType.courseChanged, StateType.course,
    ]
}
