import Postgres

/// How the journal is cut by id: partitions of a fixed number of ids, made ahead of the writers (W2).
enum JournalPartitions {
    /// Ids in one partition.
    static let size: Int64 = 500_000
    /// Partitions that stand empty beyond the newest id: an id beyond the last one would fail its writer.
    static let ahead = 8

    static func number(of id: Int64) -> Int { Int(id / size) }

    static let prefix = "outbox_p"

    static func name(number: Int) -> String { "\(prefix)\(number)" }

    /// Made apart and then attached: that takes a lock which lets writers through, unlike `PARTITION OF`.
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
