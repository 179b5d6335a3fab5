/// What is wrong with a policy's values, as sentences that begin with the field.
package struct PolicyFaults: Sendable {
    package private(set) var sentences: [String] = []

    package init() {}

    /// Adds a sentence unless the value is within the bounds.
    package mutating func check(_ field: String, _ value: Int, _ bounds: ClosedRange<Int>) {
        require(bounds.contains(value), "\(field) must be \(bounds.lowerBound) to \(bounds.upperBound), not \(value)")
    }

    /// Adds a sentence when the value is below the bound.
    package mutating func check(_ field: String, _ value: Int, _ bounds: PartialRangeFrom<Int>) {
        require(bounds.contains(value), "\(field) must be at least \(bounds.lowerBound), not \(value)")
    }

    /// Adds a sentence unless the values are different and each is within the bounds.
    package mutating func check(_ field: String, _ values: [Int], each bounds: ClosedRange<Int>) {
        require(
            values.allSatisfy(bounds.contains) && Set(values).count == values.count,
            "\(field) must be different numbers, each \(bounds.lowerBound) to \(bounds.upperBound)")
    }

    /// Adds a sentence when the amount is negative.
    package mutating func check(_ field: String, _ amount: Money) {
        require(amount >= .zero, "\(field) must not be negative, as \(amount.cents) is")
    }

    /// Adds a sentence when the text, list or object is empty.
    package mutating func check(_ field: String, _ values: some Collection) {
        require(!values.isEmpty, "\(field) must not be empty")
    }

    /// Adds the sentence unless the condition holds.
    package mutating func require(_ holds: Bool, _ sentence: @autoclosure () -> String) {
        if !holds { sentences.append(sentence()) }
    }
}
