/// An error for an action that the principal is not allowed to take. Clients see 403 `forbidden`.
package struct Forbidden: Error, Hashable, Sendable {
    /// A sentence for the client that names the permitted roles; nil if the reason must stay private.
    package let detail: String?

    package init(_ detail: String? = nil) {
        self.detail = detail
    }
}
