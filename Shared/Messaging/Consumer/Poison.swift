/// Thrown by a handler or projection for a record that it can never handle: it is dead-lettered at once.
package struct Poison: Error, Hashable, CustomStringConvertible {
    /// Safe to log and to keep: no personal data.
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}
