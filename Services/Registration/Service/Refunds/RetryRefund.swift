import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Orders a refund again that a card provider refused (E8).
struct RetryRefund: Sendable {
    struct Command: Sendable {
        var refund: RefundID
        var match: VersionMatch
    }

    let refunds: RefundRepository
    let orders: RefundOrderRepository

    /// - Returns: the refund as it is stored.
    /// - Throws: `NotFound`, `VersionMismatch`, `RefundRejection.notFailed`.
    func callAsFunction(_ command: Command, in unit: UnitOfWork) async throws -> RefundRecord {
        Rule.keep(.E8)
        guard var record = try await refunds.lock(command.refund, in: unit) else { throw NotFound() }
        try command.match.require(record.version)
        try record.refund.retry()
        orders.retry(record.refund.id, in: unit)
        guard let stored = try await refunds.find(record.refund.id, from: unit.sql) else { throw NotFound() }
        return stored
    }
}
