import Kafka
import Testing

@Suite struct DeliveryLedgerTests {
    private var ledger = DeliveryLedger<String>()

    @Test mutating func `a waiter is returned to the first caller only`() {
        let number = ledger.reserve()
        #expect(ledger.enter("a", as: number) == .mayProduce)
        #expect(ledger.complete(number) == "a")
        #expect(ledger.complete(number) == nil)
        #expect(ledger.abandon(number) == nil)
        #expect(ledger.close().isEmpty)
        #expect(ledger.count == 0)
    }

    @Test mutating func `a report after the cancellation finds no waiter`() {
        let number = ledger.reserve()
        #expect(ledger.enter("a", as: number) == .mayProduce)
        #expect(ledger.abandon(number) == "a")
        #expect(ledger.complete(number) == nil)
        #expect(ledger.count == 0)
    }

    @Test mutating func `a cancellation before the waiter was entered prevents the send`() {
        let number = ledger.reserve()
        #expect(ledger.abandon(number) == nil)
        #expect(ledger.enter("a", as: number) == .cancelled)
        #expect(ledger.complete(number) == nil)
        #expect(ledger.count == 0)
    }

    @Test mutating func `closing returns all waiters in order and accepts no more`() {
        let numbers = (0..<5).map { _ in ledger.reserve() }
        for number in numbers.dropLast() { #expect(ledger.enter("\(number)", as: number) == .mayProduce) }
        #expect(ledger.complete(numbers[1]) == "2")
        #expect(ledger.close() == ["1", "3", "4"])
        #expect(ledger.enter("late", as: numbers[4]) == .closed)
        #expect(ledger.complete(numbers[0]) == nil)
        #expect(ledger.count == 0)
    }

    @Test mutating func `numbers are unique`() {
        #expect(Set((0..<100).map { _ in ledger.reserve() }).count == 100)
    }
}

@Suite struct BatchOffsetsTests {
    @Test func `offsets after an unknown one in the same partition are unknown`() {
        var answer = BatchOffsets()
        #expect([-1, 0, 1].map { answer.offset($0, partition: 3) } == [-1, -1, -1])
        #expect(answer.offset(7, partition: 4) == 7)
    }

    @Test func `known offsets are unchanged`() {
        var answer = BatchOffsets()
        #expect([5, 6, 7].map { answer.offset($0, partition: 0) } == [5, 6, 7])
    }
}
