/// An error for a thing that does not exist, or whose existence the principal may not know. Clients see 404 `notFound`.
package struct NotFound: Error, Hashable, Sendable {
    /// A sentence for the client; nil where the path says what is missing.
    package let detail: String?

    package init(_ detail: String? = nil) {
        self.detail = detail
    }
}
