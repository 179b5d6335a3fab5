import Contracts
import DomainClock
import JSONSchema
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit
import TestSupport
import Testing

@testable import RegistrationService

@Suite("A database from before")
struct UpgradeTests {
    /// A class with an issued invoice that was transferred afterwards, and evaluations of it: six of the class, four of whom rate
    /// somebody.
    private static let before = """
        INSERT INTO offering (id, course_code, edition_id, kind, status, title, agency_id, starts_on, ends_on, venue_name,
            address, city, country, time_zone, contact, capacity, price_member, price_non_member, published_at,
            plan_changed_at)
        SELECT '00000000-0000-7000-8000-000000000001', course_code, id, 'class', 'published', 'Basic SRO',
            gen_random_uuid(), '2026-03-30', '2026-04-03', 'Hall', '5 Elm Street', 'Springfield', 'US',
            'America/Chicago', '{}', 20, 0, 100, '2026-01-01', '2026-01-01'
        FROM course_edition WHERE course_code = 'basic-sro' LIMIT 1;
        INSERT INTO registration (id, offering_id, person_id, kind, status, rate_category, total, quote, takes_seat,
            registered_by, registered_at, registered_on)
        SELECT ('00000000-0000-7000-8000-00000000001' || n)::uuid, '00000000-0000-7000-8000-000000000001',
            ('00000000-0000-7000-8000-00000000002' || n)::uuid, 'regular', 'confirmed', 'nonMember', 100, '{}', true,
            gen_random_uuid(), '2026-01-02', '2026-01-02' FROM generate_series(0, 5) AS n;
        INSERT INTO evaluation (registration_id, offering_id, overall, content, instructor, facility, comment, made_at,
            changed_at)
        SELECT id, offering_id, 4, 4, 3, 5, 'Well done.', '2026-04-04', '2026-04-04' FROM registration;
        INSERT INTO evaluation_instructor (registration_id, offering_id, person_id, rating)
        SELECT id, offering_id, '00000000-0000-7000-8000-000000000003', 5 FROM registration ORDER BY id LIMIT 4;
        INSERT INTO invoice (id, number, registration_id, offering_id, total, status, made_at, issued_at)
        VALUES ('00000000-0000-7000-8000-000000000004', '2026-000001', '00000000-0000-7000-8000-000000000010',
            '00000000-0000-7000-8000-000000000001', 150, 'open', '2026-01-02', '2026-01-03');
        INSERT INTO invoice_line (invoice_id, position, code, description, amount, reason, rule_pack, made_at) VALUES
            ('00000000-0000-7000-8000-000000000004', 1, 'nonMemberRate', 'Basic SRO', 100, 'a reason', 'r', '2026-01-02'),
            ('00000000-0000-7000-8000-000000000004', 2, 'transferFee', 'Transfer fee', 50, 'a reason', 'r', '2026-01-05');
        INSERT INTO registration_transfer (registration_id, from_person, to_person, fee, transferred_by, transferred_at)
        VALUES ('00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000009',
            '00000000-0000-7000-8000-000000000020', 50, gen_random_uuid(), '2026-01-05');
        """

    @Test(
        "what was shown of evaluations is shown on, what was too little counts on, and issued invoices keep what they said"
    )
    func upgrade() async throws {
        let all = ServiceDefinition.registration.allMigrations
        let old = Array(all.prefix { $0.name != "0020_evaluation_steps" })
        let configuration = try await PostgresFixture.database(schema: "registration", migrations: old)
        let database = PostgresClient(configuration)
        try await database.transaction { sql in try await sql.script(Self.before) }
        let added = try await Migrator(schema: "registration", migrations: all).apply(on: database)
        #expect(added.count == all.count - old.count)

        let store = RegistrationStore(
            database: database, journal: Journal(service: .registration, database: database),
            rules: try RulePack(), zone: try #require(Zone("America/Chicago")))
        let offering = try #require(OfferingID("00000000-0000-7000-8000-000000000001"))
        let shown = try await store.evaluationSummary(of: offering)
        #expect(shown.answers == 6 && shown.shownAnswers == 6 && shown.averages?.facility == 5)
        #expect(shown.comments.count == 6 && shown.instructors.isEmpty)
        let pending = try await database.query(
            "SELECT cardinality(pending) FROM evaluation_step ORDER BY subject"
        ).map { try $0.value(at: 0, as: Int.self) }
        #expect(pending == [0, 4])

        let invoice = try #require(InvoiceID("00000000-0000-7000-8000-000000000004"))
        let issue = try #require(try await store.invoice(invoice, from: database)?.issue)
        #expect(issue.lines == 1)
        #expect(issue.person.description == "00000000-0000-7000-8000-000000000009")
        #expect(issue.subject.endsOn.description == "2026-04-03")
    }
}
