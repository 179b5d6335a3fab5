import Postgres

/// The partitioning of the journal by id: partitions of a fixed size, created ahead of the writers (W2).
enum JournalPartitions {
    /// The number of ids in a partition.
    static let size: Int64 = 500_000
    /// The number of empty partitions beyond the newest id. An id beyond the last partition would fail its writer.
    static let ahead = 8

    static func number(of id: Int64) -> Int { Int(id / size) }

    static let prefix = "outbox_p"

    static func name(number: Int) -> String { "\(prefix)\(number)" }

    /// Creates a table and then attaches it, which needs a weaker lock than `PARTITION OF` and lets writers continue.
    static func create(number: Int) -> String {
        "CREATE TABLE \(name(number: number)) (LIKE outbox INCLUDING ALL);\n\(attach(number: number).sql);"
    }

    static func attach(number: Int) -> Query {
        Query(
            unsafeSQL: """
                ALTER TABLE outbox ATTACH PARTITION \(name(number: number))
                FOR VALUES FROM (\(Int64(number) * size)) TO (\(Int64(number + 1) * size))
                """)
    }
}
