import Foundation
import Postgres
import Primitives

/// The rows of one registration, as the service wrote them.
struct SampleRegistration: Sendable {
    var quote: String
    var fact: String
    var state: String
    var lineCode: String
    var lineDescription: String
    var lineReason: String
    var rulePack: String
    var total: Int

    init(of offering: String, in database: PostgresClient) async throws {
        let rows = try await database.query(
            """
            SELECT r.quote::text, f.payload, s.data::text, l.code, l.description, l.reason, l.rule_pack, r.total
            FROM registration r JOIN invoice_line l ON l.invoice_id = r.invoice_id
            JOIN outbox f ON f.aggregate_id = r.offering_id::text AND f.type LIKE '%seat.taken%'
            JOIN state_record s ON s.aggregate_id = r.offering_id::text
            WHERE r.offering_id = \(OfferingID(offering))
            """)
        guard let row = rows.first, rows.count == 1 else { throw BenchmarkError("the sample is not one registration") }
        (quote, fact, state, lineCode, lineDescription, lineReason, rulePack, total) =
            try row.decode((String, String, String, String, String, String, String, Int).self)
    }
}

/// pgbench as comparison: the same rows with single statements, one transaction per registration, which locks the
/// class's row first.
///
/// It verifies no token, decides nothing and reads only the class's row, so it does less than any service.
struct PlainRegistrations: Sendable {
    static let database = "muster_plain"
    private let url: String
    private let folder: URL

    init(url: String) throws {
        self.url = "\(url) dbname=\(Self.database) options='-c search_path=registration'"
        folder = FileManager.default.temporaryDirectory.appending(path: "muster-plain-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    struct Outcome: Sendable {
        var rate: Double
        /// The seconds of each transaction.
        var latencies: [Double]
    }

    /// Creates classes with ids from 1.
    func prepare(like sample: SampleRegistration, classes: Int, capacity: Int) async throws {
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url: url))
        try await connection.execute("CREATE SEQUENCE plain_id CACHE 1000")
        try await connection.execute(
            """
            INSERT INTO offering (id, course_code, edition_id, kind, status, title, agency_id, starts_on, ends_on,
                venue_name, address, city, state, country, time_zone, contact, capacity, price_member, price_non_member,
                published_at, plan_changed_at)
            SELECT lpad(n::text, 32, '0')::uuid, c.code, e.id, c.kind, 'published', c.title, gen_random_uuid(),
                '2035-06-04', '2035-06-08', 'Hoover Training Center', '1 Main Street', 'Hoover', 'AL', 'US',
                'America/Chicago', '{}', \(capacity), c.price_member, c.price_non_member, now(), now()
            FROM generate_series(1, \(classes + 1000)::integer) n,
                course c JOIN LATERAL (SELECT id FROM course_edition WHERE course_code = c.code LIMIT 1) e ON true
            WHERE c.code = 'basic-sro'
            """)
        await connection.close()
        try script(sample).write(to: folder.appending(path: "register.sql"), atomically: true, encoding: .utf8)
    }

    /// - Parameter classes: the classes in which seats are taken at random, evenly distributed.
    func run(_ classes: ClosedRange<Int>, clients: Int, seconds: Int) async throws -> Outcome {
        let log = folder.appending(path: "log").path
        let said = try await output(
            "pgbench",
            [
                "--no-vacuum", "--protocol=prepared", "--client=\(clients)", "--jobs=\(min(2, clients))",
                "--time=\(seconds)", "--define=first=\(classes.lowerBound)", "--define=last=\(classes.upperBound)",
                "--log", "--log-prefix=\(log)", "--file=\(folder.appending(path: "register.sql").path)", url,
            ])
        guard let line = said.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }),
            said.contains("number of failed transactions: 0")
        else { throw BenchmarkError("unexpected output of pgbench: \(said)") }
        return Outcome(rate: rate, latencies: try readLatencies())
    }

    private func readLatencies() throws -> [Double] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasPrefix("log.") }
        return try files.flatMap { file in
            defer { try? FileManager.default.removeItem(at: file) }
            return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
                line.split(separator: " ").dropFirst(2).first.flatMap { Double($0) }.map { $0 / 1e6 }
            }
        }
    }

    /// Returns a script with one statement per row, each a round trip, as a store without batches sends them.
    private func script(_ sample: SampleRegistration) -> String {
        """
        \\set class random(:first, :last)
        BEGIN;
        SELECT id AS offering, capacity AS seats, seats_taken + 1 AS taken, nextval('plain_id') AS number
            FROM offering WHERE id = lpad((:class)::text, 32, '0')::uuid FOR UPDATE \\gset
        UPDATE offering SET seats_taken = seats_taken + 1, version = version + 1 WHERE id = :offering;
        INSERT INTO registration (id, offering_id, person_id, kind, status, rate_category, total, quote, takes_seat,
            invoice_id, registered_by, registered_at, registered_on)
            VALUES (\(id("01")), :offering, \(id("02")), 'regular', 'pendingPayment', 'nonMember', \(sample.total),
            \(literal(sample.quote)), true, \(id("03")), \(id("02")), now(), current_date);
        INSERT INTO invoice (id, registration_id, offering_id, total, status, made_at)
            VALUES (\(id("03")), \(id("01")), :offering, \(sample.total), 'open', now());
        INSERT INTO invoice_line (invoice_id, position, code, description, amount, reason, rule_pack, made_at)
            VALUES (\(id("03")), 1, \(literal(sample.lineCode)), \(literal(sample.lineDescription)), \(sample.total),
            \(literal(sample.lineReason)), \(literal(sample.rulePack)), now());
        INSERT INTO ledger_transfer (invoice_id, debit, credit, amount, booked_at)
            VALUES (\(id("03")), 'receivable', 'revenue', \(sample.total), now());
        INSERT INTO mail_outbox (id, kind, about, occasion, person_id, content, written_at)
            VALUES (\(id("06")), 'registered', \(id("01")), '', \(id("02")), '{}', now()) ON CONFLICT DO NOTHING;
        INSERT INTO aggregate AS a (topic, aggregate_id, facts, last_fact_at)
            VALUES ('muster.registration.events.v1', (:offering)::text, 1, now())
            ON CONFLICT (topic, aggregate_id) DO UPDATE SET facts = a.facts + 1, previous_fact_at = a.last_fact_at,
            last_fact_at = excluded.last_fact_at RETURNING facts \\gset
        INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at, payload, traceparent)
            VALUES (\(id("04")), 'muster.registration.events.v1', 'fact', 'org.muster.registration.seat.taken.v1',
            (:offering)::text, :facts, now(), \(literal(sample.fact)),
            '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
        INSERT INTO state_record AS s (topic, aggregate_id, type, version, data, changed_at)
            VALUES ('muster.registration.state.v1', (:offering)::text, 'org.muster.registration.offering.v1', 1,
            jsonb_set(\(literal(sample.state)), '{seatsTaken}', to_jsonb((:taken)::integer)), now())
            ON CONFLICT (topic, aggregate_id) DO UPDATE SET version = s.version + 1, data = excluded.data,
            changed_at = excluded.changed_at RETURNING version \\gset
        INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at, traceparent)
            VALUES (\(id("05")), 'muster.registration.state.v1', 'state', 'org.muster.registration.offering.v1',
            (:offering)::text, :version, now(), '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
        COMMIT;
        """
    }

    /// Ids are in the order of creation, like ours. Random ones would be slower.
    private func id(_ kind: String) -> String { "(lpad(to_hex((:number)::bigint), 30, '0') || '\(kind)')::uuid" }

    private func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
}
