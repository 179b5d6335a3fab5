import Contracts
import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension RegistrationStore {
    /// Gives a registration back (D5): the seat goes to the waitlist first, the price is credited, the fee charged, the
    /// rest refunded.
    func cancel(
        _ locked: (Offering, RegistrationRecord), _ cause: SeatCause, by person: PersonID?, at instant: Instant,
        in unit: UnitOfWork
    ) async throws -> RegistrationRecord {
        var (offering, record) = locked
        let policy = policy(at: instant)
        let moment = moment(instant, venueZone: offering.venue.timeZone)
        var book = try await book(
            of: offering, freeing: 1, asking: record.registration.id, in: unit)
        let facts = try book.decide(.cancel(record.registration, cause), at: moment, under: policy)
        write(facts, of: &offering, at: instant, in: unit)
        if let fact = facts.first { record.registration = fact.registration }
        if let id = record.invoice, let invoice = try await invoice(id, locking: true, from: unit.sql) {
            let cancellation =
                cause == .offeringCancelled
                ? Cancellation.byAssociation(invoiced: invoice.invoice.total)
                : Cancellation.byPerson(
                    price: invoice.invoice.price, startsOn: offering.startsOn,
                    freeBecause: try await freeCancellation(of: locked.1, in: offering, from: unit.sql), at: moment,
                    under: policy)
            record = settle(cancellation, record, invoice, by: person, at: instant, in: unit)
        }
        record.version += 1
        return record
    }

    /// The money side of a cancellation: lines, refunds, their bookings and their facts.
    private func settle(
        _ cancellation: Cancellation, _ record: RegistrationRecord, _ invoice: InvoiceRecord, by person: PersonID?,
        at instant: Instant, in unit: UnitOfWork
    ) -> RegistrationRecord {
        var record = record
        var invoice = invoice
        let change = invoice.invoice.cancel(cancellation)
        write(
            change, of: &invoice, rulePack: policy(at: instant).version, by: person, reason: "cancellation",
            at: instant, in: unit)
        record.refund += change.refunded
        addRefund(change.refunded, to: record.registration.id, in: unit)
        if change.refunded > .zero { record.version += 1 }
        let account = RegistrationAccount(registration: record, invoice: invoice)
        if change.refunded > .zero {
            unit.publish(
                .paymentRefunded, PaymentChange(change.refunded, on: account), of: account.invoice.invoice.id,
                at: instant)
        }
        return record
    }

    /// Ends an allotment: what was not drawn is free, for the waitlist first (D3). Nobody ends one that expires.
    func end(
        _ id: AllotmentID, of offering: Offering, by person: PersonID? = nil, reason: String? = nil,
        at instant: Instant, in unit: UnitOfWork
    ) async throws -> Offering {
        var offering = offering
        var book = try await book(
            of: offering, freeing: offering.waitlistLength, allotments: true, in: unit)
        guard
            let (ended, seatsTaken, promoted) = book.endAllotment(
                id, at: moment(instant, venueZone: offering.venue.timeZone), under: policy(at: instant))
        else { return offering }
        offering.seatsTaken = seatsTaken
        offering.version += 1
        unit.sql.enqueue(
            """
            UPDATE seat_allotment SET ended_at = \(instant), ended_by = \(person), end_reason = \(reason),
                version = version + 1
            WHERE id = \(id)
            """)
        unit.sql.enqueue(
            "UPDATE offering SET seats_taken = \(seatsTaken), version = version + 1 WHERE id = \(offering.id)")
        unit.publish(.seatAllotmentEnded, AllotmentChange(ended, of: offering), of: offering.id, at: instant)
        unit.setState(.offering, OfferingState(offering), of: offering.id, at: instant)
        write(promoted, of: &offering, at: instant, in: unit)
        return offering
    }

    /// Ends what is over: offers that nobody confirmed pass to the next (D7), allotments expire (D3). Each in its own
    /// transaction.
    func endDueSeats(at instant: Instant) async throws {
        for due in try await due(at: instant) {
            try await journal.update { unit in
                switch due {
                case .offer(_, let id): try await lapse(id, at: instant, in: unit)
                case .allotment(let offeringID, let id):
                    guard let offering = try await lock(offeringID, in: unit) else { return }
                    _ = try await end(id, of: offering, at: instant, in: unit)
                }
            }
        }
    }

    private func lapse(_ id: RegistrationID, at instant: Instant, in unit: UnitOfWork) async throws {
        guard var (offering, record) = try await lock(registration: id, in: unit) else { return }
        // Confirmed or cancelled meanwhile: nothing is due any more.
        guard [.offered, .waitlisted].contains(record.registration.status) else { return }
        var book = try await book(of: offering, freeing: 1, in: unit)
        guard
            let facts = try? book.decide(
                .lapse(record.registration), at: moment(instant, venueZone: offering.venue.timeZone),
                under: policy(at: instant))
        else { return }
        write(facts, of: &offering, at: instant, in: unit)
        record.version += 1
    }
}
