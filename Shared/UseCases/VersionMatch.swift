/// The versions for which a change was asked, as its `If-Match` names them. A command carries it, and the use case
/// requires it of the locked thing.
///
/// ```swift
/// guard var request = try await requests.lock(command.request, in: unit) else { throw NotFound() }
/// try command.match.require(request.version)
/// ```
package enum VersionMatch: Hashable, Sendable {
    /// The change is unconditional.
    case any
    /// The change is meant for these versions. None of them means that it matches nothing.
    case oneOf([Int])

    /// Requires that the current version is one of those asked for.
    ///
    /// - Throws: `VersionMismatch`.
    package func require(_ version: Int) throws(VersionMismatch) {
        if case .oneOf(let versions) = self, !versions.contains(version) { throw VersionMismatch() }
    }
}

/// An error for a change of a version that is no longer the current one. Clients see 412 `preconditionFailed`.
package struct VersionMismatch: Error, Hashable, Sendable {
    package init() {}
}
