import Contracts
import Messaging
import Primitives
import RegistrationDomain
import Web

/// What this service does on the facts of other services, once for each.
struct RegistrationHandlers: Sendable {
    let people: PersonRepository
    let registrations: RegistrationRepository
    let merges = MergeHistoryRepository()
    let correctPrice: CorrectPrice
    let takeTeachingSeat: TakeTeachingSeat
    let returnTeachingSeat: ReturnTeachingSeat
    let now: @Sendable () -> Instant

    init(_ parts: RegistrationParts, now: @escaping @Sendable () -> Instant) {
        let seats = SeatParts(parts)
        people = seats.people
        registrations = seats.registrations
        correctPrice = BillingParts(parts).correctPrice
        takeTeachingSeat = TakeTeachingSeat(register: seats.register)
        returnTeachingSeat = ReturnTeachingSeat(
            offerings: seats.offerings, people: seats.people, registrations: seats.registrations,
            release: seats.release)
        self.now = now
    }

    var all: [FactHandler] {
        [
            // E1: a term that was granted before a registration may arrive after it.
            FactHandler(.membershipGranted, name: "membership-correction") { received, unit in
                try await correct(received.fact, of: received.key, grantedAt: received.time, in: unit)
            },
            FactHandler(.membershipRenewed, name: "renewal-correction") { received, unit in
                try await correct(received.fact, of: received.key, grantedAt: received.time, in: unit)
            },
            // I1: a table as of a day unites the persons who were merged by then.
            FactHandler(.personMerged, name: "merge-history") { received, unit in
                merges.insert(received.key, mergedInto: received.fact.into, at: received.time, in: unit)
            },
            FactHandler(.personUnmerged, name: "merge-undone") { received, unit in
                merges.end(received.key, at: received.time, in: unit)
            },
            // H20: a teaching assignment takes a seat, and its end returns it.
            FactHandler(.candidateAssigned, name: "teaching-seat") { received, unit in
                try await take(received.fact, isAudit: false, by: received.key, in: unit)
            },
            FactHandler(.candidateUnassigned, name: "teaching-seat-back") { received, unit in
                try await returnSeat(received.fact, in: unit)
            },
            // H14: an audit of Basic.
            FactHandler(.candidateAuditRequested, name: "audit-seat") { received, unit in
                try await take(received.fact, isAudit: true, by: received.key, in: unit)
            },
        ]
    }

    /// Corrects the prices of the registrations that a term makes cheaper (E1).
    func correct(_ term: MembershipChange, of person: PersonID, grantedAt: Instant, in unit: UnitOfWork) async throws {
        let identities = try await people.standing(of: person, on: term.validFrom, from: unit.sql).identities
        let affected = try await registrations.nonMember(
            of: identities,
            repricedBy: LateMembership(
                from: term.validFrom, to: term.validTo, grantedAt: grantedAt,
                cause: term.cause == .ratePaid ? term.registrationId : nil), from: unit.sql)
        for id in affected { try await correctPrice(id, at: now(), in: unit) }
    }

    /// Takes a seat for a candidate. If there is none, publishes the refusal for the instructor programme.
    private func take(
        _ change: CandidateChange, isAudit: Bool, by candidate: CandidateID, in unit: UnitOfWork
    ) async throws {
        guard let offering = change.offeringId else { throw Poison("there is no offering") }
        try await takeTeachingSeat(
            .init(candidate: candidate, offering: offering, person: change.personId, isAudit: isAudit), at: now(),
            in: unit)
    }

    /// Returns the teaching seat of an assignment that ended, unless the class is over.
    private func returnSeat(_ change: CandidateChange, in unit: UnitOfWork) async throws {
        guard let offering = change.offeringId else { throw Poison("there is no offering") }
        try await returnTeachingSeat(.init(offering: offering, person: change.personId), at: now(), in: unit)
    }
}
