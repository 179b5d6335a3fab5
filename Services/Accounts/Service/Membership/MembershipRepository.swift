import Messaging
import Postgres
import Primitives

/// A payment of a membership that staff recorded.
struct MembershipPayment: Sendable {
    enum Method: String, Codable, CaseIterable, Sendable {
        case card
        case check
        case purchaseOrder
        case cash
    }

    var membership: MembershipID
    var method: Method
    var amount: Money
    var reference: String?
    var by: PersonID
}

/// Finds the persons of memberships, and stores payments. The memberships themselves are parts of their person
/// (`PersonRepository`).
struct MembershipRepository: Sendable {
    let database: PostgresClient

    func owner(of id: MembershipID) async throws -> PersonID? { try await database.read(owner(id)) }

    func owner(of id: MembershipID, in unit: UnitOfWork) async throws -> PersonID? {
        try await unit.sql.read(owner(id))
    }

    /// Returns the person with the active term that a registration brought (B4).
    func holder(of registration: RegistrationID, in unit: UnitOfWork) async throws -> PersonID? {
        try await unit.sql.read(
            .first(
                PersonID.self,
                "SELECT person_id FROM membership WHERE registration_id = \(registration) AND status = 'active'"))
    }

    func insert(_ payment: MembershipPayment, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO membership_payment (id, membership_id, method, amount, reference, recorded_by, recorded_at)
            VALUES (\(PaymentID.new()), \(payment.membership), \(payment.method.rawValue), \(payment.amount),
                \(payment.reference), \(payment.by), \(now))
            """)
    }

    private func owner(_ id: MembershipID) -> Reading<PersonID?> {
        .first(PersonID.self, "SELECT person_id FROM membership WHERE id = \(id)")
    }
}
