import Documents
import HTTP
import Idempotency
import JSONTree
import Messaging
import Observability
import Postgres
import Primitives
import RegistrationDomain
import Security
import UseCases
import Web

/// The service's routes: each decodes, authorises by the thing itself, and hands over to the store's steps.
///
/// One value a process; `endpoints` is given to the web application, which routes, validates and documents them.
struct RegistrationAPI: Sendable {
    let parts: RegistrationParts

    var store: RegistrationStore { parts.store }
    var webhookSecret: SecretBytes? { parts.webhookSecret }
    var cards: (any PaymentProvider)? { parts.cards }
    var stripeWebhookSecret: SecretBytes? { parts.stripeWebhookSecret }
    var log: Log { parts.log }
    var renderer: PDFRenderer { parts.renderer }
    var realTime: @Sendable () -> Instant { parts.realTime }

    var endpoints: [Endpoint] {
        Routes.all(parts) + scholarshipEndpoints + moneyEndpoints + cardEndpoints + refundEndpoints
            + receivableEndpoints
    }

    /// Answers a changing call in one transaction, with its idempotency key.
    func transact(_ call: Call, _ body: @Sendable (UnitOfWork) async throws -> Response) async throws -> Response {
        try await store.journal.transact(call, body)
    }

    /// The offering of the path, or 404.
    func offering(_ call: Call) async throws -> Offering {
        guard let offering = try await store.offering(try call.path("id"), from: store.database) else {
            throw Problem.notFound
        }
        return offering
    }

    /// The offering of the path under its row lock, or 404.
    func lockedOffering(_ call: Call, in unit: UnitOfWork) async throws -> Offering {
        guard let offering = try await store.lock(try call.path("id"), in: unit) else { throw Problem.notFound }
        return offering
    }

    func admit(
        _ principal: Principal, to offering: Offering, hostReads: Bool = false, in unit: UnitOfWork? = nil
    ) async throws {
        let source: any RowSource = if let unit { unit.sql } else { store.database }
        try await OfferingAccess().require(principal, for: offering, reading: hostReads, from: source)
    }
}
