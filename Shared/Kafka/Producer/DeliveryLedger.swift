/// Maps record numbers to the callers that wait for them: the pure part of `KafkaProducer.send`.
///
/// Each waiter is returned exactly once, to whichever comes first: the report, a cancellation or the close. A number is
/// reserved before the record is sent, and the waiter is entered before librdkafka gets the record, because the report
/// can arrive first.
package struct DeliveryLedger<Waiter> {
    private enum Slot {
        case reserved
        case waiting(Waiter)
        /// The caller was cancelled before its waiter was entered.
        case abandoned
    }

    package init() {}

    private var slots: [UInt64: Slot] = [:]
    private var last: UInt64 = 0
    package private(set) var isClosed = false

    /// The number of open entries.
    package var count: Int { slots.count }

    package mutating func reserve() -> UInt64 {
        last += 1
        slots[last] = .reserved
        return last
    }

    package enum Entry: Equatable {
        case mayProduce
        case cancelled
        case closed
    }

    /// Enters a waiter, which is kept only if the result is `.mayProduce`. Otherwise the caller resumes it.
    package mutating func enter(_ waiter: Waiter, as number: UInt64) -> Entry {
        if case .abandoned = slots[number] {
            slots[number] = nil
            return .cancelled
        }
        guard !isClosed else {
            slots[number] = nil
            return .closed
        }
        slots[number] = .waiting(waiter)
        return .mayProduce
    }

    /// Removes the entry of a record whose outcome is known or that was not accepted. Returns nil if its caller no
    /// longer waits.
    package mutating func complete(_ number: UInt64) -> Waiter? {
        guard case .waiting(let waiter) = slots.removeValue(forKey: number) else { return nil }
        return waiter
    }

    /// Removes the entry of a cancelled caller. The record may still be delivered; its report is ignored.
    package mutating func abandon(_ number: UInt64) -> Waiter? {
        switch slots[number] {
        case .waiting(let waiter):
            slots[number] = nil
            return waiter
        case .reserved:
            slots[number] = .abandoned
            return nil
        case .abandoned, nil:
            return nil
        }
    }

    /// Closes the ledger and returns all waiters in the order of their numbers.
    package mutating func close() -> [Waiter] {
        isClosed = true
        let waiting = slots.sorted { $0.key < $1.key }.compactMap { number, slot -> Waiter? in
            guard case .waiting(let waiter) = slot else { return nil }
            slots[number] = nil
            return waiter
        }
        return waiting
    }
}
