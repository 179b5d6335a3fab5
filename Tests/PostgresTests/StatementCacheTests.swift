import Testing

@testable import Postgres

@Suite struct StatementCacheTests {
    @Test func `the statement not used for the longest time goes first`() {
        var cache = StatementCache(capacity: 2)
        let (a, _) = cache.name(for: "A")
        let (b, _) = cache.name(for: "B")
        let secondA = cache.name(for: "A")
        #expect(secondA == (a, false))
        let c = cache.name(for: "C")
        #expect(c.isNew && cache.count == 2)
        let condemned = [cache.takeCondemned(), cache.takeCondemned()]
        #expect(condemned == [[b], []])
        let thirdA = cache.name(for: "A")
        #expect(thirdA == (a, false))
        let again = cache.name(for: "B")
        #expect(again.isNew && again.name != b)
    }

    @Test func `values do not matter, their types do`() {
        var cache = StatementCache(capacity: 8)
        let (first, _) = cache.name(for: "SELECT \(1)")
        let others = [cache.name(for: "SELECT \(2)"), cache.name(for: "SELECT \(nil as Int?)")]
        #expect(others.allSatisfy { $0 == (first, false) })
        let text = cache.name(for: "SELECT \("1")")
        #expect(text.isNew)
    }

    @Test func `only what the server has is deallocated`() {
        var cache = StatementCache(capacity: 8)
        let (name, _) = cache.name(for: "A")
        _ = cache.name(for: "B")
        cache.forget("A", isPrepared: true)
        cache.forget("B", isPrepared: false)
        cache.forget("B", isPrepared: true)
        let condemned = cache.takeCondemned()
        #expect(condemned == [name])
        #expect(cache.count == 0)
    }
}
