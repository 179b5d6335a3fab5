/// Which statements are prepared on one connection: text and value types → the server's name for it, least recently
/// used out first. Pure; the connection sends what it says.
struct StatementCache {
    private struct Entry {
        let name: String
        var lastUse: UInt64
    }

    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0
    private var created = 0
    private let capacity: Int
    /// Names to deallocate when no transaction is open.
    private(set) var condemned: [String] = []

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// The name under which the query is prepared; `isNew` when it must be prepared first.
    mutating func name(for query: Query) -> (name: String, isNew: Bool) {
        uses += 1
        let key = Key(query)
        if let index = entries.index(forKey: key) {
            entries.values[index].lastUse = uses
            return (entries.values[index].name, false)
        }
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            condemned.append(oldest.value.name)
            entries[oldest.key] = nil
        }
        created += 1
        let entry = Entry(name: "s\(created)", lastUse: uses)
        entries[Key(query.withoutValues)] = entry
        return (entry.name, true)
    }

    /// The server does not have it, or what it has no longer fits the tables.
    mutating func forget(_ query: Query, isPrepared: Bool) {
        guard let entry = entries.removeValue(forKey: Key(query)), isPrepared else { return }
        condemned.append(entry.name)
    }

    mutating func takeCondemned() -> [String] {
        defer { condemned = [] }
        return condemned
    }

    var count: Int { entries.count }

    /// A query as a key: its values do not matter, their types do.
    private struct Key: Hashable {
        let query: Query

        init(_ query: Query) {
            self.query = query
        }

        static func == (left: Key, right: Key) -> Bool {
            left.query.sql == right.query.sql
                && left.query.parameters.elementsEqual(right.query.parameters) { $0.oid == $1.oid }
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(query.sql)
        }
    }
}
