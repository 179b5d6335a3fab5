import CertificationDomain
import Contracts
import Messaging
import Postgres
import Primitives

/// From a step of an application to what is published of it: the only place where both are seen.
enum CertificationEvents {
    static func publish(
        _ step: ApplicationStep, of application: PractitionerStore.Record, rulePack: String, at: Instant,
        in unit: UnitOfWork
    ) {
        let change = PractitionerApplicationChange(personId: application.personID, rulePack: rulePack)
        let key = application.id.description
        switch step {
        case .submit: unit.publish(PractitionerApplicationSubmitted(change), key: key, at: at)
        case .askMore: unit.publish(PractitionerApplicationMoreInfoAsked(change), key: key, at: at)
        case .approve: unit.publish(PractitionerApplicationApproved(change), key: key, at: at)
        case .decline: unit.publish(PractitionerApplicationDeclined(change), key: key, at: at)
        case .withdraw: unit.publish(PractitionerApplicationWithdrawn(change), key: key, at: at)
        case .edit: break
        }
    }
}
