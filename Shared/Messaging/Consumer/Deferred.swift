package import Contracts

/// Thrown by a handler whose effect needs a projection's row that has not arrived (C4).
///
/// The fact is deferred with its key, in the transaction that moves the position, and tried again when the row or its
/// tombstone arrives.
package struct Deferred: Error, Hashable, CustomStringConvertible {
    /// `<state type>:<key>`.
    package let waitingFor: String

    /// Waits for the state of one aggregate.
    package init<Key, Payload>(until state: StateType<Key, Payload>, of key: Key) {
        waitingFor = "\(state.name):\(key)"
    }

    package var description: String { "waits for \(waitingFor)" }
}
