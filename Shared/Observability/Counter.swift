import Synchronization

/// A metric that only increases. A handle is cheap to keep and safe to use from any thread.
package final class Counter: Sendable {
    private let cell = AtomicDouble()

    init() {}

    /// Adds an amount. A negative amount is ignored.
    package func increment(by amount: Double = 1) {
        if amount > 0 { cell.add(amount) }
    }

    package func increment(by amount: Int) {
        increment(by: Double(amount))
    }

    /// Raises the value to a total that the system or a C library counts. A lower total is ignored.
    package func raise(to total: Double) {
        increment(by: total - cell.value)
    }

    package var value: Double { cell.value }
}

/// A metric that goes up and down.
package final class Gauge: Sendable {
    private let cell = AtomicDouble()

    init() {}

    package func set(_ value: Double) {
        cell.set(value)
    }

    package func set(_ value: Int) {
        cell.set(Double(value))
    }

    package func add(_ amount: Double) {
        cell.add(amount)
    }

    package var value: Double { cell.value }
}

/// An atomic `Double`.
final class AtomicDouble: Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var current = bits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: current) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(
                expected: current, desired: next, ordering: .relaxed)
            if exchanged { return }
            current = original
        }
    }
}
