import Idempotency
package import Messaging
package import Web

extension ServiceContext {
    /// Answers a changing call in one transaction; see `Journal.transact`.
    package func transact(
        _ call: Call, _ body: @Sendable (UnitOfWork) async throws -> Response
    ) async throws -> Response {
        try await journal.transact(call, body)
    }
}
