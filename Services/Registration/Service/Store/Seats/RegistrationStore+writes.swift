import Contracts
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A group's rows, a statement for each table however many registrations there are.
extension RegistrationStore {
    func write(_ group: RegistrationGroup, at instant: Instant, in unit: UnitOfWork) throws {
        guard !group.registrations.isEmpty else { return }
        moveSeats(group, at: instant, in: unit)
        unit.sql.enqueue(try insertRegistrations(group.registrations))
        for new in group.registrations {
            if let award = new.award { use(award, for: new.record.registration.id, in: unit) }
        }
        let invoices = group.registrations.compactMap(\.invoice)
        let rulePacks = group.registrations.filter { $0.invoice != nil }.map(\.record.quote.rulePack)
        if !invoices.isEmpty { insertInvoices(invoices, rulePacks: rulePacks, at: instant, in: unit) }
    }

    private func moveSeats(_ group: RegistrationGroup, at instant: Instant, in unit: UnitOfWork) {
        let moved = group.offerings.values.filter { !$0.facts.isEmpty }.sorted { $0.offering.id < $1.offering.id }
        let waitlisted = moved.map { open in open.facts.filter { $0.fact.action == .waitlisted }.count }
        unit.sql.enqueue(
            """
            UPDATE offering SET seats_taken = n.seats, waitlist_length = n.waiting,
                waitlist_numbers = waitlist_numbers + n.waitlisted, version = version + 1
            FROM unnest(\(moved.map(\.offering.id)), \(moved.map(\.book.seatsTaken)),
                \(moved.map(\.book.waitlistLength)), \(waitlisted)) AS n (id, seats, waiting, waitlisted)
            WHERE offering.id = n.id
            """)
        tell(
            moved.flatMap { open in open.facts.map { ($0.fact, open.offering.version + 1) } }, at: instant, in: unit)
        let drawn = moved.flatMap { $0.facts.compactMap(\.fact.allotment) }
        if !drawn.isEmpty {
            unit.sql.enqueue(
                """
                UPDATE seat_allotment SET used = used + n.count, version = version + 1
                FROM (SELECT id, count(*) FROM unnest(\(drawn)) AS id GROUP BY id) AS n
                WHERE seat_allotment.id = n.id
                """)
        }
        for open in moved {
            for (fact, trace) in open.facts {
                unit.traced(by: trace ?? unit.trace)
                    .publish(fact.action.event, SeatChange(fact), of: open.offering.id, at: instant)
            }
            var offering = open.offering
            offering.seatsTaken = open.book.seatsTaken
            offering.waitlistLength = open.book.waitlistLength
            unit.traced(by: open.facts.last?.trace ?? unit.trace)
                .setState(.offering, OfferingState(offering), of: offering.id, at: instant)
        }
    }

    /// Waitlist numbers come from the offerings' counters, which stand at the group's last one.
    private func insertRegistrations(_ new: [RegistrationGroup.NewRegistration]) throws -> Query {
        let waitlisted = Dictionary(grouping: new.filter { $0.waitlistPlace > 0 }, by: \.record.offering)
            .mapValues(\.count)
        let behind: [Int?] = new.map {
            $0.waitlistPlace > 0 ? (waitlisted[$0.record.offering] ?? 0) - $0.waitlistPlace : nil
        }
        let records = new.map(\.record)
        return """
            INSERT INTO registration (id, offering_id, person_id, kind, status, rate_category, total, quote, takes_seat,
                allotment_id, waitlist_number, purchase_order, invoice_id, registered_by, registered_at, registered_on)
            SELECT n.id, n.offering, n.person, n.kind, n.status, n.rate, n.total, n.quote::jsonb, n.takes_seat,
                n.allotment, o.waitlist_numbers - n.behind, n.purchase_order, n.invoice, n.registered_by,
                n.registered_at, n.registered_on
            FROM unnest(
                \(records.map(\.registration.id)), \(records.map(\.offering)), \(records.map(\.registration.person)),
                \(records.map(\.registration.kind.rawValue)), \(records.map(\.registration.status.rawValue)),
                \(records.map(\.registration.rateCategory.rawValue)), \(records.map(\.registration.total)),
                \(try records.map { String(decoding: try JSON.encode($0.quote), as: UTF8.self) }), \(records.map(\.registration.takesSeat)),
                \(records.map(\.allotment)), \(behind), \(records.map(\.purchaseOrder)), \(records.map(\.invoice)),
                \(records.map(\.registeredBy)), \(records.map(\.registeredAt)), \(records.map(\.registeredOn)))
                AS n (id, offering, person, kind, status, rate, total, quote, takes_seat, allotment, behind,
                    purchase_order, invoice, registered_by, registered_at, registered_on)
            JOIN offering o ON o.id = n.offering
            """
    }

    /// Makes invoices with their first lines and bookings (E8).
    func insertInvoices(
        _ invoices: [(record: InvoiceRecord, change: InvoiceChange)], rulePacks: [String], at instant: Instant,
        in unit: UnitOfWork
    ) {
        let records = invoices.map(\.record)
        unit.sql.enqueue(
            """
            INSERT INTO invoice (id, registration_id, offering_id, total, status, purchase_order, made_at, version)
            SELECT id, registration, offering, total, status, purchase_order, \(instant), 1
            FROM unnest(\(records.map(\.invoice.id)), \(records.map(\.registration)), \(records.map(\.offering)),
                \(records.map(\.invoice.total)), \(records.map(\.invoice.status.rawValue)),
                \(records.map(\.purchaseOrder)))
                AS n (id, registration, offering, total, status, purchase_order)
            """)
        let lines = zip(invoices, rulePacks).flatMap { invoice, rulePack in
            invoice.change.lines.enumerated().map { (invoice.record.invoice.id, $0.offset + 1, $0.element, rulePack) }
        }
        unit.sql.enqueue(
            """
            INSERT INTO invoice_line (invoice_id, position, code, description, amount, reason, rule_pack, made_at)
            SELECT *, \(instant) FROM unnest(\(lines.map(\.0)), \(lines.map(\.1)), \(lines.map(\.2.code.rawValue)),
                \(lines.map(\.2.description)), \(lines.map(\.2.amount)), \(lines.map(\.2.reason)), \(lines.map(\.3)))
            """)
        let bookings = invoices.flatMap { invoice in
            invoice.change.transfers.map { (invoice.record.invoice.id, $0) }
        }
        guard !bookings.isEmpty else { return }
        unit.sql.enqueue(
            """
            INSERT INTO ledger_transfer (invoice_id, debit, credit, amount, booked_at)
            SELECT *, \(instant) FROM unnest(\(bookings.map(\.0)), \(bookings.map(\.1.debit)),
                \(bookings.map(\.1.credit)), \(bookings.map(\.1.amount)))
            """)
    }
}
