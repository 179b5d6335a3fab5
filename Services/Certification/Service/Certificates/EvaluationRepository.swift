import Messaging
import Postgres
import Primitives

/// The registrations whose evaluation is completed (F2).
struct EvaluationRepository: Sendable {
    let database: PostgresClient

    /// Returns whether the evaluation of the registration is completed.
    func isCompleted(_ registration: RegistrationID) async throws -> Bool {
        try await database.read(
            .scalar(Bool.self, "SELECT EXISTS (SELECT FROM evaluation WHERE registration_id = \(registration))"))
    }

    func insert(_ registration: RegistrationID, at instant: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO evaluation (registration_id, completed_at) VALUES (\(registration), \(instant))
            ON CONFLICT DO NOTHING
            """)
    }
}
