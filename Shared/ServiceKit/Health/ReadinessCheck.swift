/// A question that must be answered with yes before a service takes requests: shown by name at `/readyz`.
package struct ReadinessCheck: Sendable {
    package enum Answer: Sendable, Hashable {
        case ready
        /// Why not, in words for an operator: nothing secret, it is public.
        case notReady(String)
    }

    package let name: String
    package let check: @Sendable () async -> Answer

    package init(_ name: String, _ check: @escaping @Sendable () async -> Answer) {
        self.name = name
        self.check = check
    }
}
