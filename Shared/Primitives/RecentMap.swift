/// A map of what was used lately, bounded without a sweep: values live in two generations. When the young one is full it becomes
/// the old one, and the old one goes; a value in use is carried forward, so what falls out is what nobody asked for while as
/// many others came. For caches and counters on every request's way, hence inlinable; callers lock.
package struct RecentMap<Key: Hashable, Value> {
    @usableFromInline package var young: [Key: Value] = [:]
    @usableFromInline package var old: [Key: Value] = [:]
    @usableFromInline package let limit: Int

    /// - Parameter limit: of one generation; twice as many are kept at most.
    @inlinable package init(limit: Int) {
        self.limit = max(1, limit)
    }

    @inlinable package var count: Int { young.count + old.count }

    /// The value of the key. Reading keeps it; nil forgets it.
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
