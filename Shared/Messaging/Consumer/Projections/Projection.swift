package import Contracts
package import Postgres

/// A table of this service that mirrors another service's state, built from a compacted topic alone (C3).
///
/// Messaging guards it by (epoch, version) and remembers tombstones, so `apply` sees each newer state once and never an
/// older one. `apply` must write what it is given and nothing else, because a rebuild calls it again. Facts that wait
/// with `Deferred(until: state, of: key)` are tried again after it. A record whose key or value cannot be read is
/// dead-lettered.
package struct Projection: Sendable {
    /// Part of the guard's key, so never changed once released.
    package let name: String
    package let type: String
    package let topic: Topic
    let apply: @Sendable (String, [UInt8]?, Transaction) async throws -> Void

    /// - Parameter apply: the key, the state (nil = the aggregate is gone, delete the row), and the transaction.
    package init<Key, Payload>(
        _ type: StateType<Key, Payload>, name: String,
        apply: @escaping @Sendable (_ key: Key, _ state: Payload?, _ sql: Transaction) async throws -> Void
    ) {
        self.name = name
        self.type = type.name
        self.topic = type.topic
        self.apply = { subject, value, transaction in
            try await apply(
                try type.key(from: subject), try value.map { try type.decoded(from: $0) }, transaction)
        }
    }
}
