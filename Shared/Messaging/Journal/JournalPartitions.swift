/// How the journal is cut by id: partitions of a fixed number of ids, made ahead of the writers (W2).
enum JournalPartitions {
    /// Ids in one partition.
    static let size: Int64 = 500_000
    /// Partitions that stand empty beyond the newest id: an id beyond the last one would fail its writer.
    static let ahead = 8

    static func number(of id: Int64) -> Int { Int(id / size) }

    static func name(number: Int) -> String { "outbox_p\(number)" }

    /// Made apart and then attached: that takes a lock which lets writers through, unlike `PARTITION OF`.
    static func create(number: Int) -> String {
        let name = name(number: number)
        return """
            CREATE TABLE \(name) (LIKE outbox INCLUDING ALL);
            ALTER TABLE outbox ATTACH PARTITION \(name)
                FOR VALUES FROM (\(Int64(number) * size)) TO (\(Int64(number + 1) * size));
            """
    }
}
