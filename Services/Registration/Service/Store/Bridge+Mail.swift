import Messaging
import Postgres
import Primitives
import RegistrationDomain

// What other subjects call until they use the mails themselves.

extension RegistrationStore {
    func tellEvaluation(of offering: Offering, at instant: Instant, in unit: UnitOfWork) {
        OfferingMail(outbox: mail).enqueueEvaluation(
            of: offering, on: policies.venueDay(instant, of: offering), at: instant, in: unit)
    }

    func tellInvitations(
        _ invited: [(person: PersonID, lastCompletedOn: Day)], at instant: Instant, in unit: UnitOfWork
    ) {
        RetakeMail(outbox: mail).enqueue(
            invited.map { RetakeMail.Invitation(person: $0.person, lastCompletedOn: $0.lastCompletedOn) }, at: instant,
            in: unit)
    }

    func freeCancellation(of record: RegistrationRecord, in offering: Offering, from source: any RowSource) async throws
        -> FreeCancellation?
    {
        try await OfferingMoveRepository(database: database)
            .freeCancellation(of: record, in: offering.id, from: source)
    }
}
