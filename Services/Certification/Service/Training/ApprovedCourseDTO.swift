import CertificationDomain
import JSONSchema
import JSONTree
import Primitives
import Web

/// Another provider's course, as staff approve it.
struct NewApprovedCourseDTO: WireType {
    var title: String
    var provider: String
    var serves: ApprovedCourse.Serves
    var hours: Double
    var validFrom: Day
    var validTo: Day?

    static let constraints = Constraints(
        named: "ApprovedCourseRequest",
        [CodingKeys.title: .name, .provider: .name, .hours: .number(0.25...2000, multipleOf: 0.25)])

    /// - Throws: `TrainingRejection`.
    func course(_ id: ApprovedCourseID) throws -> ApprovedCourse {
        ApprovedCourse(
            id: id, title: title, provider: provider, serves: serves, minutes: wholeMinutes(ofHours: hours),
            validity: try ApprovedCourse.Validity(from: validFrom, to: validTo))
    }
}

/// An approved course of another provider (G3, G5).
struct ApprovedCourseDTO: WireType {
    var id: ApprovedCourseID
    var title: String
    var provider: String
    var serves: ApprovedCourse.Serves
    var hours: Double
    var validFrom: Day
    @Nullable var validTo: Day?
    var version: Int

    static let constraints = Constraints(
        named: "ApprovedCourse", [CodingKeys.title: .name, .provider: .name, .version: .integer(min: 1)])

    init(_ course: ApprovedCourse) {
        id = course.id
        title = course.title
        provider = course.provider
        serves = course.serves
        hours = Double(course.minutes) / 60
        validFrom = course.validity.from
        validTo = course.validity.to
        version = course.version
    }
}
