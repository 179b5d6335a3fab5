import Messaging
import Primitives
import Testing

@Suite struct FactOrderTests {
    private let order = FactOrder(retention: .seconds(100))
    private let now = Instant(secondsSince1970: 1000)

    private func fact(_ sequence: Int64, previous: Int? = nil, born: Int? = nil) -> FactHead {
        FactHead(
            sequence: sequence, previousTime: previous.map { Instant(secondsSince1970: $0) },
            bornAt: born.map { Instant(secondsSince1970: $0) })
    }

    @Test(
        arguments: [
            // last, deferred, number → decision, last afterwards
            (0, [], 1, FactOrder.Decision.handle, 1), (3, [], 4, .handle, 4), (3, [], 5, .deferForGap, 3),
            (0, [], 2, .deferForGap, 0), (5, [], 2, .handle, 5), (3, [5], 4, .handle, 5), (5, [5], 6, .deferBehind, 6),
            (3, [5, 6, 8], 4, .handle, 6), (4, [4], 3, .handle, 4),
        ] as [(Int64, [Int64], Int64, FactOrder.Decision, Int64)])
    func `a number is handled or waits for an earlier one`(
        last: Int64, held: [Int64], number: Int64, decision: FactOrder.Decision, after: Int64
    ) {
        var progress = AggregateProgress(last: last, deferred: held)
        #expect(order.decide(fact(number), &progress, now: now) == decision)
        #expect(progress.last == after)
    }

    @Test func `a jump behind retention is not a gap, because what is missing has expired`() {
        var progress = AggregateProgress()
        #expect(order.decide(fact(7, previous: 899), &progress, now: now) == .handle)
        #expect(progress.last == 7)
        var young = AggregateProgress()
        #expect(order.decide(fact(7, previous: 901), &young, now: now) == .deferForGap)
    }

    @Test func `a fact older than the inbox is ignored and counts as received`() {
        var progress = AggregateProgress(last: 1)
        #expect(order.decide(fact(2, born: 899), &progress, now: now) == .ignore)
        #expect(order.decide(fact(3, born: 950), &progress, now: now) == .handle)
    }

    @Test func `a deferred fact counts as received, and later ones wait`() {
        var progress = AggregateProgress(last: 3)
        #expect(order.decide(fact(4), &progress, now: now) == .handle)
        order.markDeferred(4, &progress)
        #expect(progress.last == 4)
        #expect(order.decide(fact(5), &progress, now: now) == .deferBehind)
        #expect(progress.deferred == [4, 5])
    }
}
