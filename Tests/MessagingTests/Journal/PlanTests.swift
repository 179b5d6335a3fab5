import Contracts
import Postgres
import Primitives
import TestSupport
import Testing

@testable import Messaging

/// Plans are made at a connection's first query, possibly while a table is empty, and are kept while the table grows.
/// None of these may read more rows than it returns.
@Suite struct PlanTests {
    private static let topic = Topic.facts(of: .accounts)

    /// Returns the execution plan of a statement on tables with thousands of rows, with or without statistics.
    private func plan(_ statement: Query, isAnalysed: Bool, session: Query? = nil) async throws -> [String] {
        let fixture = try await JournalFixture.make()
        let connection = try await fixture.connection()
        for fill: Query in [
            "INSERT INTO inbox SELECT gen_random_uuid(), 'a' FROM generate_series(1, 5000)",
            """
            INSERT INTO fact_number SELECT \(Self.topic.name), 'key ' || g, 1 FROM generate_series(1, 5000) AS g
            """,
            """
            INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at, payload)
            SELECT gen_random_uuid(), 't', 'fact', 'x', 'a', g, now(), '{}' FROM generate_series(1, 5000) AS g
            """,
        ] { try await connection.execute(fill) }
        if let session { _ = try await connection.query(session) }
        if isAnalysed { try await connection.execute("ANALYZE") }
        let lines = try await connection.query("EXPLAIN (ANALYZE, TIMING off) \(statement)").map {
            try $0.value(at: 0, as: String.self)
        }
        await connection.close()
        return lines
    }

    @Test(arguments: [false, true])
    func `facts are looked up in the inbox individually`(isAnalysed: Bool) async throws {
        let steps = try await plan(ConsumerStore.inbox((0..<50).map { _ in EventID.new() }), isAnalysed: isAnalysed)
        #expect(
            !steps.isEmpty && !steps.contains { $0.contains("Removed by") || $0.contains("Seq Scan on inbox") },
            "\(steps)"
        )
    }

    @Test(arguments: [false, true])
    func `aggregates' numbers are looked up individually`(isAnalysed: Bool) async throws {
        let keys = (1...50).map { "key \($0)" }
        for statement in [ConsumerStore.numbers(Self.topic, keys), ConsumerStore.deferredNumbers(Self.topic, keys)] {
            let steps = try await plan(statement, isAnalysed: isAnalysed)
            #expect(!steps.isEmpty && !steps.contains { $0.contains("Removed by") }, "\(steps)")
        }
    }

    @Test(arguments: [false, true])
    func `gaps are searched without reading the journal`(isAnalysed: Bool) async throws {
        let request = ReadRequest(after: 4990, gaps: [17...17, 2000...2003, 4980...4980], limit: 2000)
        let steps = try await plan(RelayStore.read(request), isAnalysed: isAnalysed, session: RelayStore.readsByKey)
        #expect(!steps.isEmpty && !steps.contains { $0.contains("Removed by") }, "\(steps)")
    }
}
