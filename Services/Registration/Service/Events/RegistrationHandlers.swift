import Contracts
import Messaging
import Primitives
import RegistrationDomain
import Web

/// What this service does on the facts of other services, once for each.
struct RegistrationHandlers: Sendable {
    let store: RegistrationStore
    let offerings: OfferingRepository
    let people: PersonRepository
    let now: @Sendable () -> Instant

    init(_ store: RegistrationStore, now: @escaping @Sendable () -> Instant) {
        self.store = store
        self.now = now
        offerings = OfferingRepository(database: store.database)
        people = PersonRepository(database: store.database)
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
                store.keepMerge(of: received.key, into: received.fact.into, at: received.time, in: unit)
            },
            FactHandler(.personUnmerged, name: "merge-undone") { received, unit in
                store.keepUndo(ofMerged: received.key, at: received.time, in: unit)
            },
            // H20: a teaching assignment takes a seat, and its end returns it.
            FactHandler(.candidateAssigned, name: "teaching-seat") { received, unit in
                try await take(.staff, received.fact, by: received.key, in: unit)
            },
            FactHandler(.candidateUnassigned, name: "teaching-seat-back") { received, unit in
                try await returnSeat(received.fact, in: unit)
            },
            // H14: an audit of Basic.
            FactHandler(.candidateAuditRequested, name: "audit-seat") { received, unit in
                try await take(.audit, received.fact, by: received.key, in: unit)
            },
        ]
    }

    func correct(_ term: MembershipChange, of person: PersonID, grantedAt: Instant, in unit: UnitOfWork) async throws {
        let identities = try await people.standing(of: person, on: term.validFrom, from: unit.sql).identities
        let registrations = try await store.nonMemberRegistrations(
            of: identities,
            repricedBy: LateMembership(
                from: term.validFrom, to: term.validTo, grantedAt: grantedAt,
                cause: term.cause == .ratePaid ? term.registrationId : nil), in: unit.sql)
        for id in registrations { try await store.correct(id, at: now(), in: unit) }
    }

    /// Takes a seat for a candidate. If there is none, publishes the refusal for the instructor programme.
    private func take(
        _ kind: RegistrationKind, _ change: CandidateChange, by candidate: CandidateID, in unit: UnitOfWork
    ) async throws {
        guard let offering = change.offeringId else { throw Poison("there is no offering") }
        let command = RegisterCommand(
            offering: offering, person: change.personId, kind: kind, requestedBy: change.personId,
            byStaff: kind == .staff, byCandidacy: true, cause: .assigned)
        let instant = now()
        do {
            _ = try await store.register(command, at: instant, in: unit)
        } catch let error as any RegistrationRefusal {
            unit.publish(
                .seatRefused,
                SeatRefusal(
                    personId: change.personId, kind: kind == .audit ? .audit : .staff, requestedBy: candidate,
                    code: error.problem.code), of: offering, at: instant)
        }
    }

    /// Returns the teaching seat of an assignment that ended, unless the class is over.
    private func returnSeat(_ change: CandidateChange, in unit: UnitOfWork) async throws {
        guard let offering = change.offeringId else { throw Poison("there is no offering") }
        let instant = now()
        guard let locked = try await offerings.lock(offering, in: unit) else { return }
        let standing = try await people.standing(of: change.personId, on: locked.startsOn, from: unit.sql)
        let records = try await store.activeRegistrations(of: offering, from: unit.sql)
        guard
            let record = records.first(where: {
                $0.registration.kind == .staff && standing.identities.contains($0.registration.person)
            })
        else { return }
        do {
            _ = try await store.cancel((locked, record), .unassigned, by: nil, at: instant, in: unit)
        } catch is SeatRejection {
            // The class is over, and the seat was used.
        }
    }
}
