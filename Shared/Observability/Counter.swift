import Synchronization

/// A number that only grows. A handle is cheap to keep and to use from any thread.
package final class Counter: Sendable {
    private let cell = AtomicDouble()

    init() {}

    /// Adds an amount; a negative one is ignored, as a counter never falls.
    package func increment(by amount: Double = 1) {
        if amount > 0 { cell.add(amount) }
    }

    package func increment(by amount: Int) {
        increment(by: Double(amount))
    }

    /// For a total that someone else counts (the system, a C library): takes it over when it is more.
    package func raise(to total: Double) {
        increment(by: total - cell.value)
    }

    package var value: Double { cell.value }
}

/// A number that goes up and down.
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

/// A Double in an atomic word.
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
