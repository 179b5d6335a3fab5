package import Messaging
import Postgres
package import Web

extension Journal {
    /// Answers a changing call in one transaction: its effect, its events, and the answer kept under its
    /// `Idempotency-Key` commit together, or none of them does.
    ///
    /// `body` may run more than once (serialization failures), so it decides again each time. A call that was answered
    /// before gets that answer again, and `body` does not run.
    package func transact(
        _ call: Call, _ body: @Sendable (UnitOfWork) async throws -> Response
    ) async throws -> Response {
        try await update(trace: call.trace) { unit in
            let claims = try await unit.sql.read(IdempotencyClaims([call]).reading)
            if let known = try claims.answer(0) { return known }
            let response = try await body(unit)
            claims.finish([response], unit.sql)
            return response
        }
    }
}
