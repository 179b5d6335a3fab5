/// How a transaction begins.
package struct TransactionOptions: Sendable, Hashable {
    package enum Isolation: String, Sendable {
        case readCommitted = "READ COMMITTED"
        case repeatableRead = "REPEATABLE READ"
        case serializable = "SERIALIZABLE"
    }

    /// Nil: the server's default.
    package var isolation: Isolation?
    package var isReadOnly: Bool

    package init(isolation: Isolation? = nil, isReadOnly: Bool = false) {
        self.isolation = isolation
        self.isReadOnly = isReadOnly
    }

    package static let `default` = TransactionOptions()
    /// One unchanging view of the data for several reads.
    package static let snapshot = TransactionOptions(isolation: .repeatableRead, isReadOnly: true)
    package static let serializable = TransactionOptions(isolation: .serializable)

    var begin: Query {
        if self == .default { return "BEGIN" }
        let level = isolation.map { " ISOLATION LEVEL \($0.rawValue)" } ?? ""
        return Query(unsafeSQL: "BEGIN\(level)\(isReadOnly ? " READ ONLY" : "")")
    }
}
