/// A condition for accepting requests, which `/readyz` shows by its name.
package struct ReadinessCheck: Sendable {
    package enum Answer: Sendable, Hashable {
        case ready
        /// The reason, for an operator. It is public and must not contain secrets.
        case notReady(String)
    }

    package let name: String
    package let check: @Sendable () async -> Answer

    package init(_ name: String, _ check: @escaping @Sendable () async -> Answer) {
        self.name = name
        self.check = check
    }
}
