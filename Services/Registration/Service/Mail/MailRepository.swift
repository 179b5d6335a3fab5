import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The name and address of a mail's recipient, as the profile has them.
enum MailRecipient: Sendable {
    case known(PersonName)
    /// The profile was deleted.
    case erased
    /// The profile has not arrived.
    case pending
}

/// The seats of an allotment that is open.
struct AllottedSeats: Sendable {
    var offering: OfferingID
    var seats: Int
    var expiresAt: Instant
}

/// Writes mails to all persons of a class, and reads what only mails ask for.
struct MailRepository: Sendable {
    private static let recipients = Columns<MailRecipient>(
        """
        given_name, family_name, email, EXISTS (SELECT FROM projection_guard
            WHERE projection = 'profile' AND aggregate_id = recipient.id::text AND is_gone)
        """
    ) { row in
        let (given, family, email): (String?, String?, String?) = (try row.next(), try row.next(), try row.next())
        let isGone: Bool = try row.next()
        guard let given, let family, let email else { return isGone ? .erased : .pending }
        return .known(PersonName(given: given, family: family, email: email))
    }

    private static let allotments = Columns<AllottedSeats>("offering_id, seats, expires_at") { row in
        AllottedSeats(offering: try row.next(), seats: try row.next(), expiresAt: try row.next())
    }

    /// Enqueues a mail about a change of the class to each person with an active registration.
    func enqueueChange(
        of offering: OfferingID, occasion: String, content: [String: JSON], at now: Instant, in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO mail_outbox (id, kind, about, occasion, person_id, content, written_at)
            SELECT gen_random_uuid(), \(MemberMessage.classChanged.rawValue), id, \(occasion), person_id,
                \(JSON.object(content)), \(now)
            FROM registration WHERE offering_id = \(offering)
                AND status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered')
            ON CONFLICT DO NOTHING
            """)
    }

    /// Enqueues a mail about the evaluation to each person who attended a day of the class, once.
    func enqueueEvaluation(of offering: OfferingID, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO mail_outbox (id, kind, about, occasion, person_id, content, written_at)
            SELECT gen_random_uuid(), \(MemberMessage.evaluationOpen.rawValue), r.id, '', r.person_id, '{}', \(now)
            FROM registration r WHERE r.offering_id = \(offering)
                AND EXISTS (SELECT FROM attendance a WHERE a.registration_id = r.id)
            ON CONFLICT DO NOTHING
            """)
    }

    /// Returns the recipient that a person is at present: the survivor of a merge (A5).
    func recipient(_ person: PersonID?, from sql: Transaction) async throws -> MailRecipient {
        try await sql.read(
            .one(
                Self.recipients,
                """
                SELECT \(Self.recipients)
                FROM (SELECT coalesce(s.survivor_id, asked.id) AS id FROM (SELECT \(person)::uuid AS id) asked
                    LEFT JOIN person_survivor s ON s.person_id = asked.id) recipient
                LEFT JOIN profile ON profile.person_id = recipient.id
                """))
    }

    /// Returns the last day on which a person with these ids completed Basic.
    func lastBasicCompletion(of identities: [PersonID], from sql: Transaction) async throws -> Day? {
        try await sql.read(
            .first(
                Day.self,
                """
                SELECT completed_on FROM completion WHERE person_id = ANY(\(identities))
                    AND course_code = \(CourseCode.basicSRO) AND voided_at IS NULL
                ORDER BY completed_on DESC LIMIT 1
                """))
    }

    /// Returns the seats of an allotment; nil if it has ended.
    func openAllotment(_ id: AllotmentID, at now: Instant, from sql: Transaction) async throws -> AllottedSeats? {
        try await sql.read(
            .first(
                Self.allotments,
                """
                SELECT \(Self.allotments) FROM seat_allotment
                WHERE id = \(id) AND ended_at IS NULL AND expires_at > \(now)
                """))
    }

    /// Returns the registration that a scholarship's award has paid for.
    func registration(using scholarship: ScholarshipID, from sql: Transaction) async throws -> RegistrationID? {
        try await sql.read(
            .first(
                RegistrationID.self,
                """
                SELECT registration_id FROM scholarship
                WHERE id = \(scholarship) AND registration_id IS NOT NULL
                """))
    }

    /// Returns the reason of a class's cancellation.
    func cancellationReason(of offering: OfferingID, from sql: Transaction) async throws -> String? {
        try await sql.read(
            .first(
                String.self,
                """
                SELECT cancellation_reason FROM offering
                WHERE id = \(offering) AND cancellation_reason IS NOT NULL
                """))
    }
}
