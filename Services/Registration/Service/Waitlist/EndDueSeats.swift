import DomainClock
import Messaging
import Primitives
import RegistrationDomain

/// Ends what is due, each in a transaction of its own: offers that were not accepted in time go to the next person on
/// the waitlist (D7), waits end with their class, and allotments expire (D3).
struct EndDueSeats: Sendable {
    let journal: Journal
    let policies: Policies
    let offerings: OfferingRepository
    let due: DueSeatRepository
    let seats: SeatBookRepository
    let changes: SeatChanges
    let endAllotment: EndAllotment

    func callAsFunction(at now: Instant) async throws {
        Rule.keep(.D3, .D7)
        for due in try await due.list(at: now) {
            try await journal.update { unit in
                switch due {
                case .registration(let id): try await lapse(id, at: now, in: unit)
                case .allotment(let id, let offering): try await expire(id, of: offering, at: now, in: unit)
                }
            }
        }
    }

    /// Does nothing for a registration that was confirmed or cancelled meanwhile, as nothing is due of it any more.
    private func lapse(_ id: RegistrationID, at now: Instant, in unit: UnitOfWork) async throws {
        guard let (offering, record) = try await seats.lock(registration: id, in: unit) else { return }
        var book = try await seats.find(of: offering, freeing: 1, in: unit)
        let moment = policies.moment(now, at: offering)
        do throws(SeatRejection) {
            let facts = try book.decide(.lapse(record.registration), at: moment, under: policies.policy(at: now))
            _ = changes.record(facts, of: offering, at: now, in: unit)
        } catch {}
    }

    /// Does nothing for an allotment that was ended meanwhile.
    private func expire(_ id: AllotmentID, of offering: OfferingID, at now: Instant, in unit: UnitOfWork) async throws {
        guard let offering = try await offerings.lock(offering, in: unit) else { return }
        do {
            _ = try await endAllotment.end(id, of: offering, at: now, in: unit)
        } catch SeatRejection.allotmentEnded {}
    }
}
