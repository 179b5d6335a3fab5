import Observability
import Primitives
import RegistrationDomain

/// What a group of registrations is decided on and came to, between the reading and the writing.
struct RegistrationGroup {
    struct OpenOffering {
        var offering: Offering
        var book: SeatBook
        /// Decided here, in order, each with the trace of its request.
        var facts: [(fact: SeatFact, trace: TraceContext?)] = []
    }

    struct NewRegistration {
        var record: RegistrationRecord
        /// The how many-th of the group's waitlisted in its offering, from 1; 0 when it is not.
        var waitlistPlace: Int
        var invoice: (record: InvoiceRecord, change: InvoiceChange)?
        /// The scholarship that it is paid with (E5).
        var award: ScholarshipID?
    }

    private(set) var offerings: [OfferingID: OpenOffering]
    private(set) var registrations: [NewRegistration] = []
    private var awards: [ScholarshipRecord] = []

    init(offerings: [Offering]) {
        self.offerings = Dictionary(
            uniqueKeysWithValues: offerings.map { ($0.id, OpenOffering(offering: $0, book: SeatBook($0))) })
    }

    mutating func take(allotments: [(offering: OfferingID, allotment: SeatAllotment)]) {
        for (offering, allotment) in allotments { offerings[offering]?.book.allotments.append(allotment) }
    }

    mutating func take(awards: [ScholarshipRecord]) { self.awards = awards }

    /// The first award with which a person may register; nobody has two registrations here, so it is used once.
    func award(for person: PersonID, in offering: OfferingID) -> ScholarshipRecord? {
        awards.first { $0.person == person && $0.offering == offering }
    }

    /// Who has an active registration already (D6).
    mutating func note(_ standing: PersonStanding, in offering: OfferingID) {
        if standing.isRegistered == true { offerings[offering]?.book.people.insert(standing.person) }
    }

    func agencyToDrawFrom(_ agencies: Set<AgencyID>, in offering: OfferingID, at instant: Instant) -> AgencyID? {
        offerings[offering]?.book.allotments.first {
            agencies.contains($0.agency) && $0.isOpen(at: instant)
        }?.agency
    }

    mutating func register(
        _ request: SeatRequest, in offering: OfferingID, trace: TraceContext?, at moment: RegistrationMoment,
        under policy: RegistrationPolicy
    ) throws -> SeatFact {
        guard let facts = try offerings[offering]?.book.decide(.register(request), at: moment, under: policy),
            let fact = facts.first
        else { throw OfferingUnknown() }
        offerings[offering]?.facts += facts.map { ($0, trace) }
        return fact
    }

    /// - Returns: the invoice that it opens, none while the person waits (E8), and none for a teaching seat (E7).
    mutating func add(_ record: RegistrationRecord, using award: ScholarshipID?) -> InvoiceRecord? {
        let isWaiting = record.registration.status == .waitlisted
        let waitlisted = offerings[record.offering]?.facts.filter { $0.fact.action == .waitlisted }.count ?? 0
        let invoice = record.invoice.map { InvoiceRecord.opening($0, for: record) }
        registrations.append(
            NewRegistration(record: record, waitlistPlace: isWaiting ? waitlisted : 0, invoice: invoice, award: award))
        return invoice?.record
    }
}

extension SeatBook {
    init(_ offering: Offering) {
        self.init(
            status: offering.status, startsOn: offering.startsOn, endsOn: offering.endsOn, capacity: offering.capacity,
            seatsTaken: offering.seatsTaken, waitlistLength: offering.waitlistLength)
    }
}

extension InvoiceRecord {
    /// The invoice of a new registration, with its quote's lines.
    static func opening(
        _ id: InvoiceID, for record: RegistrationRecord
    ) -> (record: InvoiceRecord, change: InvoiceChange) {
        var invoice = InvoiceRecord(
            invoice: Invoice(id: id), registration: record.registration.id, offering: record.offering, number: nil,
            purchaseOrder: record.purchaseOrder, madeAt: record.registeredAt, version: 1)
        let change = invoice.invoice.charge(record.quote.lines)
        return (invoice, change)
    }
}
