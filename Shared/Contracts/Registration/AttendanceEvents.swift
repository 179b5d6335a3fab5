package import JSONSchema
import JSONTree
package import Primitives

/// Everyone who was present on a day (F1).
package struct AttendanceList: EventValue {
    package var date: Day
    package var registrationIds: [RegistrationID]

    package init(date: Day, registrationIds: [RegistrationID]) {
        self.date = date
        self.registrationIds = registrationIds
    }

    package static let schema = Schema.event(
        .required("date", .date),
        .required("registrationIds", .array(.uuid)))
}

/// The day of a person's last Basic (E4).
package struct RetakeInvitation: EventValue {
    package var lastCompletedOn: Day

    package init(lastCompletedOn: Day) {
        self.lastCompletedOn = lastCompletedOn
    }

    package static let schema = Schema.event(
        .required("lastCompletedOn", .date))
}

/// The attendee and the class of a completed evaluation (F2).
package struct CompletedEvaluation: EventValue {
    package var personId: PersonID
    package var offeringId: OfferingID

    package init(personId: PersonID, offeringId: OfferingID) {
        self.personId = personId
        self.offeringId = offeringId
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("offeringId", .uuid))
}

/// The average of the attendees' ratings of an instructor of a class (F7).
package struct InstructorRatings: EventValue {
    package var instructorId: PersonID
    package var answers: Int
    package var average: Double

    package init(instructorId: PersonID, answers: Int, average: Double) {
        self.instructorId = instructorId
        self.answers = answers
        self.average = average
    }

    package static let schema = Schema.event(
        .required("instructorId", .uuid),
        .required("answers", .integer(min: 0)),
        .required("average", .number()))
}

extension EventType<OfferingID, AttendanceList> {
    package static let attendanceRecorded = Self(
        fact: "registration.attendance.recorded", of: .registration, keyedBy: "offeringId",
        "Staff recorded a day's attendance (F1); a later list of the same date replaces it.")
}

extension EventType<PersonID, RetakeInvitation> {
    package static let retakeInvited = Self(
        fact: "registration.retake.invited", of: .registration, keyedBy: "personId",
        "The person's last Basic is more than three years ago (E4).")
}

extension EventType<RegistrationID, CompletedEvaluation> {
    package static let evaluationCompleted = Self(
        fact: "registration.evaluation.completed", of: .registration, keyedBy: "registrationId",
        "An attendee completed the evaluation, so the certificate can be downloaded (F2).")
}

extension EventType<OfferingID, InstructorRatings> {
    package static let evaluationAboutInstructor = Self(
        fact: "registration.evaluation.aboutInstructor", of: .registration, keyedBy: "offeringId",
        "The average of at least five attendees' ratings of an instructor (F7).")
}

extension Catalogue {
    static let attendance: [any CatalogueEntry] = [
        EventType.attendanceRecorded, EventType.retakeInvited, EventType.evaluationCompleted,
        EventType.evaluationAboutInstructor,
    ]
}
