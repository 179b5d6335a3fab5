/// A bounded map of recently used values that needs no sweep. Values live in two generations: when the young generation
/// is full, it replaces the old one, whose values are dropped. Reading a value moves it to the young generation, so
/// only values that were not used while `limit` others were inserted are dropped.
///
/// Used for caches and counters on the path of every request, therefore inlinable. Callers provide the locking.
package struct RecentMap<Key: Hashable, Value> {
    @usableFromInline package var young: [Key: Value] = [:]
    @usableFromInline package var old: [Key: Value] = [:]
    @usableFromInline package let limit: Int

    /// - Parameter limit: the size of one generation. The map holds at most twice as many values.
    @inlinable package init(limit: Int) {
        self.limit = max(1, limit)
    }

    @inlinable package var count: Int { young.count + old.count }

    /// The value for the key. Reading a value keeps it; assigning nil removes it.
    @inlinable package subscript(key: Key) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old.removeValue(forKey: key) else { return nil }
            insert(value, for: key)
            return value
        }
        set {
            guard let newValue else {
                young[key] = nil
                old[key] = nil
                return
            }
            insert(newValue, for: key)
        }
    }

    @inlinable package mutating func removeAll() {
        young = [:]
        old = [:]
    }

    @inlinable mutating func insert(_ value: Value, for key: Key) {
        if young.count >= limit, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }
}

extension RecentMap: Sendable where Key: Sendable, Value: Sendable {}
