/// Who waits for which record: the pure part of `KafkaProducer.send`.
///
/// Each waiter is handed out exactly once, whoever is first: the report, a cancellation, or the close. A number is reserved
/// before the record goes out and the waiter entered before librdkafka sees the record, because the report can win the race.
package struct DeliveryLedger<Waiter> {
    private enum Slot {
        case reserved
        case waiting(Waiter)
        /// Cancelled before the waiter came.
        case abandoned
    }

    package init() {}

    private var slots: [UInt64: Slot] = [:]
    private var last: UInt64 = 0
    package private(set) var isClosed = false

    /// How many numbers are open.
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

    /// The waiter is kept only with `.mayProduce`; otherwise it is still the caller's to resume.
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

    /// The record's fate is known, or it was never taken: nil when nobody waits any more.
    package mutating func settle(_ number: UInt64) -> Waiter? {
        guard case .waiting(let waiter) = slots.removeValue(forKey: number) else { return nil }
        return waiter
    }

    /// The sender was cancelled: the record may still be delivered, nobody hears of it.
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

    /// Nothing more comes: all who wait, in the order in which they came.
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
