import Contracts
import Jobs
import Messaging
import Postgres
package import ServiceKit

extension ServiceDefinition {
    /// Writes notes as long as the table `requested` asks for more.
    package static let notePublisher = ServiceDefinition(
        name: .registration, defaultPort: 0, migrations: [NoteTables.publisher]
    ) { context in
        let writer = NoteWriter(journal: context.journal)
        return ServiceParts(jobs: [
            BackgroundJob("writer", every: .milliseconds(20), onEveryReplica: true) { try await writer.run() }
        ])
    }

    /// Has one effect for each note, mirrors the last number of each aggregate, and echoes some notes.
    package static let noteReader = ServiceDefinition(
        name: .certification, defaultPort: 0, migrations: [NoteTables.reader]
    ) { _ in
        ServiceParts(handlers: [NoteEffects.handler], projections: [NoteEffects.mirror])
    }
}

enum NoteTables {
    /// `written` is the ledger of committed notes.
    static let publisher = Migration(
        "1000_notes",
        """
        CREATE TABLE written (number bigint PRIMARY KEY, key text NOT NULL, kind text NOT NULL);
        CREATE TABLE requested (upto bigint NOT NULL);
        INSERT INTO requested VALUES (0);
        """)

    /// No constraint prevents a second effect: only messaging does.
    static let reader = Migration(
        "1000_effects",
        """
        CREATE TABLE effect (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number bigint NOT NULL, key text NOT NULL,
            sequence bigint NOT NULL);
        CREATE TABLE mirror (key text PRIMARY KEY, number bigint NOT NULL);
        """)
}
