import Executors
import Testing

@Suite struct BackoffTests {
    @Test func `delays grow up to the maximum and start over after a success`() {
        var backoff = Backoff(initial: .seconds(1), maximum: .seconds(5), factor: 2, jitter: 0)
        #expect((0..<5).map { _ in backoff.next() } == [1, 2, 4, 5, 5].map { .seconds($0) })
        backoff.reset()
        #expect(backoff.next() == .seconds(1))
    }

    @Test func `jitter stays within its range and never exceeds the maximum`() {
        var backoff = Backoff(initial: .seconds(10), maximum: .seconds(10), jitter: 0.2)
        let waits = (0..<1000).map { _ in backoff.next() }
        #expect(waits.allSatisfy { $0 >= .seconds(8) && $0 <= .seconds(10) })
        #expect(Set(waits).count > 100)
    }
}
