import Contracts
import Messaging
import Primitives
import RegistrationDomain
import Web

/// What this service does on the others' facts, once each.
struct RegistrationHandlers: Sendable {
    let store: RegistrationStore
    let now: @Sendable () -> Instant

    var all: [FactHandler] {
        [
            // E1: a term that was granted before somebody registered, and whose event comes after.
            FactHandler(.membershipGranted, name: "membership-correction") { received, unit in
                try await correct(received.fact, of: received.key, grantedAt: received.time, in: unit)
            },
            FactHandler(.membershipRenewed, name: "renewal-correction") { received, unit in
                try await correct(received.fact, of: received.key, grantedAt: received.time, in: unit)
            },
            // I1: a table as of a day unites whom it knew to be one.
            FactHandler(.personMerged, name: "merge-history") { received, unit in
                store.keepMerge(of: received.key, into: received.fact.into, at: received.time, in: unit)
            },
            FactHandler(.personUnmerged, name: "merge-undone") { received, unit in
                store.keepUndo(ofMerged: received.key, at: received.time, in: unit)
            },
            // H20: a teaching assignment takes a seat and gives it back.
            FactHandler(.candidateAssigned, name: "teaching-seat") { received, unit in
                try await take(received.fact, isAudit: false, by: received.key, in: unit)
            },
            FactHandler(.candidateUnassigned, name: "teaching-seat-back") { received, unit in
                try await give(back: received.fact, in: unit)
            },
            // H14: an audit of Basic.
            FactHandler(.candidateAuditRequested, name: "audit-seat") { received, unit in
                try await take(received.fact, isAudit: true, by: received.key, in: unit)
            },
        ]
    }

    func correct(_ term: MembershipChange, of person: PersonID, grantedAt: Instant, in unit: UnitOfWork) async throws {
        let identities = try await store.standing(of: person, on: term.validFrom, from: unit.sql).identities
        let registrations = try await store.nonMemberRegistrations(
            of: identities,
            repricedBy: LateMembership(
                from: term.validFrom, to: term.validTo, grantedAt: grantedAt,
                cause: term.cause == .ratePaid ? term.registrationId : nil), in: unit.sql)
        for id in registrations { try await store.correct(id, at: now(), in: unit) }
    }

    private func take(
        _ change: CandidateChange, isAudit: Bool, by candidate: CandidateID, in unit: UnitOfWork
    ) async throws {
        guard let offering = change.offeringId else { throw Poison("there is no offering") }
        let take = TakeTeachingSeat(register: SeatParts(store).register)
        try await take(
            .init(candidate: candidate, offering: offering, person: change.personId, isAudit: isAudit), at: now(),
            in: unit)
    }

    private func give(back change: CandidateChange, in unit: UnitOfWork) async throws {
        guard let offering = change.offeringId else { throw Poison("there is no offering") }
        let parts = SeatParts(store)
        let giveBack = ReturnTeachingSeat(
            store: store, registrations: parts.registrations, release: parts.release)
        try await giveBack(.init(offering: offering, person: change.personId), at: now(), in: unit)
    }
}
