import Contracts
import InstructorQualificationDomain
import Messaging
import Primitives

/// From a step of an application to what is published of it: the only place where both are seen.
enum InstructorQualificationEvents {
    static func submitted(_ record: ApplicationStore.Record, at: Instant, in unit: UnitOfWork) {
        let change = InstructorApplicationChange(personId: record.application.applicantID)
        unit.publish(InstructorApplicationSubmitted(change), key: record.id.description, at: at)
    }

    static func determined(
        _ record: ApplicationStore.Record, _ state: ApplicationState, at: Instant, in unit: UnitOfWork
    ) {
        let change = InstructorApplicationChange(personId: record.application.applicantID)
        switch state {
        case .accepted: unit.publish(InstructorApplicationAccepted(change), key: record.id.description, at: at)
        case .declined: unit.publish(InstructorApplicationDeclined(change), key: record.id.description, at: at)
        case .draft, .submitted: break
        }
    }
}
