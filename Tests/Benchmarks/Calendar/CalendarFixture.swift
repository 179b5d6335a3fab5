import Foundation
import Postgres
import Primitives
import Security

/// The registration service with a calendar of several years that SQL fills in bulk.
///
/// Some of the classes are over, some are upcoming, some are full, some were cancelled, and one in ten is abroad.
final class CalendarFixture: Sendable {
    let service: StartedService
    let port: Int
    /// An administrator's client, in the service's schema.
    let database: PostgresClient
    let staff: String
    private let key: Ed25519Key
    private let issuer: String

    private init(
        _ service: StartedService, _ port: Int, _ database: PostgresClient, _ staff: String, _ key: Ed25519Key,
        _ issuer: String
    ) {
        self.service = service
        self.port = port
        self.database = database
        self.staff = staff
        self.key = key
        self.issuer = issuer
    }

    /// Starts the service.
    ///
    /// - Parameter fill: fills the tables before the service starts.
    static func start(
        _ arguments: Arguments, filling fill: (PostgresClient) async throws -> Void
    ) async throws -> CalendarFixture {
        var configuration = try PostgresConfiguration(url: try arguments.text("database"))
        configuration.database = "muster"
        configuration.schema = "registration"
        configuration.statementTimeout = .seconds(300)
        let database = PostgresClient(configuration)
        let (key, issuer) = (Ed25519Key.generate(), try arguments.text("issuer"))
        try await database.execute(
            """
            INSERT INTO signing_key (kid, public_key, not_before, not_after) VALUES
                (\(key.kid), \(key.publicKey.bytes), '2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')
            """)
        try await fill(database)
        let word = try arguments.text("service")
        let service = try StartedService(word[...], arguments.text("folder"), arguments.text("logs"))
        guard let port = Int(word.split(separator: ":").last ?? "") else {
            throw BenchmarkError("--service is name:port")
        }
        let staff = Self.token(of: .new(), roles: ["staff"], with: key, issuer: issuer)
        do {
            _ = try await service.start()
        } catch {
            await service.stop()
            throw error
        }
        return CalendarFixture(service, port, database, staff, key, issuer)
    }

    func stop() async {
        await service.stop()
        await database.close()
    }

    /// Returns a token of a new person.
    func token() -> String { Self.token(of: .new(), roles: ["member"], with: key, issuer: issuer) }

    private static func token(of person: PersonID, roles: [String], with key: Ed25519Key, issuer: String) -> String {
        JWT.sign(
            TokenClaims(
                issuer: issuer, subject: person.description, tokenID: EventID.new().description, issuedAt: .now,
                expiresAt: Instant.now.adding(seconds: 3600), roles: roles),
            with: key)
    }
}

/// The calendar's rows.
enum CalendarRows {
    static func fill(_ database: PostgresClient, offerings: Int, registrations: Int) async throws {
        let each = max(1, registrations / offerings)
        progress("filling in \(offerings) classes with \(offerings * each) registrations")
        _ = try await database.query(
            """
            INSERT INTO offering (id, course_code, edition_id, kind, status, title, agency_id, starts_on, ends_on,
                venue_name, address, city, state, country, time_zone, contact, capacity, seats_taken, price_member,
                price_non_member, published_at, plan_changed_at, course_words)
            SELECT gen_random_uuid(), c.code, e.id, c.kind, CASE WHEN n % 40 = 7 THEN 'cancelled' ELSE 'published' END,
                c.title, gen_random_uuid(), d.day, d.day + n % 5, 'Academy ' || n % 997, n || ' Main Street',
                (ARRAY['Springfield', 'Hoover', 'Mobile', 'Zürich', 'Riverside', 'Fairview', 'Franklin', 'Clinton',
                    'Greenville', 'Bristol', 'Salem', 'Madison', 'Oakland', 'Ashland', 'Dover'])[1 + n % 15],
                CASE WHEN n % 10 > 0 THEN (ARRAY['AL', 'AK', 'AZ', 'AR', 'CA', 'CO', 'CT', 'DE', 'FL', 'GA', 'HI', 'ID',
                    'IL', 'IN', 'IA', 'KS', 'KY', 'LA', 'ME', 'MD', 'MA', 'MI', 'MN', 'MS', 'MO', 'MT', 'NE', 'NV',
                    'NH', 'NJ', 'NM', 'NY', 'NC', 'ND', 'OH', 'OK', 'OR', 'PA', 'RI', 'SC', 'SD', 'TN', 'TX', 'UT',
                    'VT', 'VA', 'WA', 'WV', 'WI', 'WY'])[1 + n / 10 % 50] END,
                CASE WHEN n % 10 > 0 THEN 'US' ELSE (ARRAY['CA', 'GB', 'DE', 'CH', 'JP'])[1 + n / 10 % 5] END,
                'America/Chicago', '{"name": "Carla Cole", "email": "carla@springfield.example"}',
                CASE WHEN n % 40 = 7 THEN \(each) WHEN n % 9 = 0 THEN \(each) ELSE \(each) + 1 + n % 30 END,
                CASE WHEN n % 40 = 7 THEN 0 ELSE \(each) END, 49500, 54500, now(), now(),
                c.code || ' ' || c.title || ' ' || array_to_string(c.aliases, ' ')
            FROM generate_series(1, \(offerings)::integer) AS n
            CROSS JOIN LATERAL (SELECT current_date - 1200 + (n * 7919) % 1750 AS day) AS d
            JOIN course c ON c.position = 1 + n % 7
            CROSS JOIN LATERAL (
                SELECT id FROM course_edition WHERE course_code = c.code ORDER BY from_day DESC LIMIT 1) AS e
            """, deadline: Deadlines.long())
        _ = try await database.query(
            """
            INSERT INTO registration (id, offering_id, person_id, kind, status, rate_category, total, quote, takes_seat,
                registered_by, registered_at, registered_on, ended_at, end_cause)
            SELECT gen_random_uuid(), o.id, gen_random_uuid(), 'regular',
                CASE WHEN o.status = 'published' THEN 'confirmed' ELSE 'cancelled' END, 'member', 49500, '{}', true,
                gen_random_uuid(), now(), current_date, CASE WHEN o.status = 'cancelled' THEN now() END,
                CASE WHEN o.status = 'cancelled' THEN 'offeringCancelled' END
            FROM offering o CROSS JOIN generate_series(1, \(each))
            """, deadline: Deadlines.long())
        for table in ["offering", "offering_word", "registration"] {
            _ = try await database.query("VACUUM ANALYZE \(identifier: table)", deadline: Deadlines.long())
        }
    }
}
