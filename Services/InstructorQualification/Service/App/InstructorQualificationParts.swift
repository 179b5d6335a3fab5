import Messaging
import Postgres

/// What the service's subjects are built from. One value a process.
struct InstructorQualificationParts: Sendable {
    let database: PostgresClient
    let journal: Journal
    let policies: Policies
}
