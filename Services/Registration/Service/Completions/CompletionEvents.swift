import Contracts
import Messaging
import Primitives
import RegistrationDomain

extension UnitOfWork {
    /// Publishes a fact about a completion together with the state that the completion has now.
    func publish(_ fact: EventType<CompletionID, CompletionChange>, _ completion: Completion, at now: Instant) {
        publish(fact, CompletionChange(completion), of: completion.id, at: now)
        setState(completion, at: now)
    }

    /// Sets the public state of a completion.
    func setState(_ completion: Completion, at now: Instant) {
        setState(
            .completion,
            CompletionState(
                CompletionChange(completion),
                CompletionStanding(voided: completion.isVoided, evaluated: completion.isEvaluated)),
            of: completion.id, at: now)
    }
}

extension CompletionChange {
    fileprivate init(_ completion: Completion) {
        self.init(
            personId: completion.person, registrationId: completion.registration, offeringId: completion.offering,
            courseCode: completion.course.rawValue, editionId: completion.edition, hours: completion.hours,
            completedOn: completion.completedOn, imported: completion.isImported)
    }
}
