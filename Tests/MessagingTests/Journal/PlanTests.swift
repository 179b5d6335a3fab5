import Postgres
import Primitives
import TestSupport
import Testing

@testable import Messaging

/// Plans are made when a connection first asks, which may be while a table is empty, and are kept while it grows.
@Suite struct PlanTests {
    @Test func `the inbox is not read from end to end, however small it was when the plan was made`() async throws {
        let bench = try await Bench.make()
        let connection = try await bench.connection()
        let events = (0..<50).map { _ in EventID.new() }
        let plan = try await connection.query("EXPLAIN \(ConsumerStore.inbox(events))").map {
            try $0.value(at: 0, as: String.self)
        }
        #expect(!plan.isEmpty && !plan.contains { $0.contains("Seq Scan on inbox") }, "\(plan)")
        await connection.close()
    }
}
