package import Contracts
package import Postgres

/// A table of this service that mirrors another one's state, built from a compacted topic alone (C3).
///
/// Messaging guards it by (epoch, version) and remembers tombstones, so `apply` sees each newer state once, never an older
/// one; it must write what it is given and nothing else, because a rebuild calls it again. Facts held for
/// `Held(S.self, key:)` are tried again after it.
package struct Projection: Sendable {
    /// Part of the guard's key, so never changed once released.
    package let name: String
    package let type: String
    package let topic: Topic
    let apply: @Sendable (String, [UInt8]?, Transaction) async throws -> Void

    /// - Parameter apply: the key, the state (nil = the aggregate is gone, delete the row), and the transaction.
    package init<S: StateRecord>(
        _ record: S.Type, name: String,
        apply: @escaping @Sendable (_ key: String, _ state: S?, _ sql: Transaction) async throws -> Void
    ) {
        self.name = name
        self.type = S.type
        self.topic = S.topic
        self.apply = { key, value, transaction in
            try await apply(key, try value.map { try S.decoded(from: $0) }, transaction)
        }
    }
}
