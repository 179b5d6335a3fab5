import DomainClock
import JSONTree
import Mail
import Postgres
import Primitives
import RegistrationDomain

/// Decides each message when it is sent: whether it still applies, its recipient and its text.
struct MailComposer: Sendable {
    let policies: Policies
    let courses: CourseRepository
    let offerings: OfferingRepository
    let moves: OfferingMoveRepository
    let people: PersonRepository
    let registrations: RegistrationRepository
    let invoices: InvoiceRepository
    let scholarships: ScholarshipRepository
    let attendance: AttendanceRepository
    let evaluations: EvaluationRepository
    let hostRequests: HostRequestRepository
    let mails = MailRepository()
    /// The site that links point to. Without a site mails have no links.
    let site: String?
    let now: @Sendable () -> Instant

    init(_ parts: RegistrationParts, site: String?, now: @escaping @Sendable () -> Instant) {
        let database = parts.database
        policies = parts.policies
        self.site = site
        self.now = now
        courses = CourseRepository(database: database)
        offerings = OfferingRepository(database: database)
        moves = OfferingMoveRepository(database: database)
        people = PersonRepository(database: database)
        registrations = RegistrationRepository(database: database)
        invoices = InvoiceRepository(database: database)
        scholarships = ScholarshipRepository(database: database)
        attendance = AttendanceRepository(database: database)
        evaluations = EvaluationRepository(database: database)
        hostRequests = HostRequestRepository(database: database)
    }

    func compose(_ row: MailRow, _ sql: Transaction) async throws -> MailComposition {
        guard let message = MemberMessage(rawValue: row.kind) else { return .drop("unknown kind of mail") }
        switch message {
        case .retakeInvited: return try await retake(row, sql)
        case .seatsAllotted: return try await allotment(row, sql)
        case .hostRequestApproved, .hostRequestRejected: return try await hostRequest(row, sql)
        case .scholarshipAwarded: return try await scholarship(row, sql)
        case .registered, .waitlisted, .seatOffered, .offerExpired, .waitlistEnded, .seatGivenAway, .seatReceived,
            .registrationCancelled, .classCancelled, .classChanged, .classReminder, .paymentReceived, .refunded,
            .priceCorrected, .evaluationOpen:
            return try await seat(message, row, sql)
        }
    }

    /// Addresses a message to a person by name: to the survivor of a merge (A5), never to an erased person. Waits if
    /// the profile has not arrived.
    func send(_ fields: [String: String], _ row: MailRow, _ sql: Transaction) async throws -> MailComposition {
        if let mailbox = row.mailbox { return send(fields, to: mailbox, named: mailbox.name ?? mailbox.address) }
        switch try await mails.recipient(row.person, from: sql) {
        case .pending: return .wait("the profile has not arrived")
        case .erased: return .drop("the person was erased")
        case .known(let person):
            let name = "\(person.given) \(person.family)"
            return send(fields, to: Mailbox(name: name, address: person.email), named: name)
        }
    }

    private func send(_ fields: [String: String], to mailbox: Mailbox, named name: String) -> MailComposition {
        var fields = fields
        fields["name"] = name
        return .send(to: mailbox, fields: fields)
    }

    /// Returns the fields that every message about a class has, with the number that identifies its subject to the
    /// office and the site.
    func fields(_ offering: Offering, page: String, number: String) -> [String: String] {
        var fields = [
            "course": offering.title, "dates": MailWords.days(offering.startsOn, offering.endsOn),
            "venue": MailWords.place(offering.venue), "number": number,
        ]
        fields["link"] = link("\(page)/\(number)")
        return fields
    }

    func link(_ page: String) -> String? { site.map { "\($0)/\(page)" } }

    var calendarLink: String? { link("offerings") }

    func zone(of offering: Offering) -> Zone { policies.zones.zone(offering.venue.timeZone) ?? .utc }
}
