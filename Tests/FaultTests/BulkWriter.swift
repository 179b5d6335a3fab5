import Contracts
import Executors
import Messaging
import NoteService
import Postgres
import Primitives

/// Writes notes to many aggregates with several concurrent writers, up to an allowed number. If a lost connection
/// leaves a commit unknown, it retries, and the key of the written notes tells whether the commit succeeded.
final class BulkWriter: Sendable {
    private let journal: Journal
    private let facts: Int
    private let aggregates: Int
    private let allowed = Monitor(0)

    static let writers = 4
    private static let unit = 25

    init(_ database: PostgresClient, facts: Int, aggregates: Int) {
        journal = Journal(service: .registration, database: database)
        self.facts = facts
        self.aggregates = aggregates
    }

    /// Allows notes up to this number to be written.
    func allow(_ number: Int) {
        allowed.withLock { $0 = number }
    }

    /// Writes all notes and returns when they are committed.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<Self.writers { group.addTask { try await self.write(as: writer) } }
            try await group.waitForAll()
        }
    }

    /// Writes one writer's notes in order. An aggregate belongs to one writer.
    private func write(as writer: Int) async throws {
        var unit: [Int] = []
        for number in 0..<facts where number % aggregates % Self.writers == writer {
            unit.append(number)
            if unit.count == Self.unit || number + Self.writers >= facts {
                while allowed.withLock({ $0 < number }) { try await Task.sleep(for: .milliseconds(5)) }
                try await commit(unit)
                unit = []
            }
        }
        if !unit.isEmpty { try await commit(unit) }
    }

    private func commit(_ numbers: [Int]) async throws {
        let keys = numbers.map { NoteID("a\($0 % aggregates)") }
        var backoff = Backoff(initial: .milliseconds(20), maximum: .seconds(1))
        while true {
            do {
                return try await journal.update { unit in
                    unit.sql.enqueue(
                        """
                        INSERT INTO written SELECT n, k, 'plain'
                        FROM unnest(\(numbers)::bigint[], \(keys.map(\.text))::text[]) AS t (n, k)
                        """)
                    for (number, key) in zip(numbers, keys) {
                        unit.publish(.noteTaken, NoteTaken(number: number, kind: .plain), of: key, at: .now)
                        if number % 10 == 0 { unit.setState(.lastNote, NoteNumber(number), of: key, at: .now) }
                    }
                }
            } catch {
                // The commit whose response was lost had succeeded.
                if Self.isDuplicateKey(error) { return }
                try await Task.sleep(for: backoff.next())
            }
        }
    }

    private static func isDuplicateKey(_ error: any Error) -> Bool {
        switch error {
        case let error as PostgresError: error.sqlState == .uniqueViolation
        case let error as TransactionError: isDuplicateKey(error.cause)
        default: false
        }
    }
}
