package import JSONSchema
import JSONTree
package import Primitives

/// The whole list of those present on a day (F1); a later one of the same date replaces it.
package struct AttendanceRecorded: Fact {
    package static let type = "org.muster.registration.attendance.recorded.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"

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

/// More than three years since the last Basic (E4).
package struct RetakeInvited: Fact {
    package static let type = "org.muster.registration.retake.invited.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "personId"

    package var lastCompletedOn: Day

    package init(lastCompletedOn: Day) {
        self.lastCompletedOn = lastCompletedOn
    }

    package static let schema = Schema.event(
        .required("lastCompletedOn", .date))
}

/// An attendee filled in the evaluation: the certificate unlocks (F2).
package struct EvaluationCompleted: Fact {
    package static let type = "org.muster.registration.evaluation.completed.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "registrationId"

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

/// Attendees' ratings of an instructor so far, from five on (F7).
package struct EvaluationAboutInstructor: Fact {
    package static let type = "org.muster.registration.evaluation.aboutInstructor.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "offeringId"

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
