import Contracts
import Jobs
import Messaging
import Postgres
package import ServiceKit

extension ServiceDefinition {
    /// Writes notes as long as the table `wish` asks for more.
    package static let notePublisher = ServiceDefinition(
        name: .registration, defaultPort: 0, migrations: [NoteTables.publisher]
    ) { context in
        let writer = NoteWriter(journal: context.journal)
        return ServiceParts(jobs: [
            BackgroundJob("writer", every: .milliseconds(20), onEveryReplica: true) { try await writer.run() }
        ])
    }

    /// Has one effect on each note, mirrors the last number of each aggregate, and echoes some.
    package static let noteReader = ServiceDefinition(
        name: .certification, defaultPort: 0, migrations: [NoteTables.reader]
    ) { _ in
        ServiceParts(handlers: [NoteEffects.handler], projections: [NoteEffects.mirror])
    }
}

enum NoteTables {
    /// `written` is the ledger: what a caller was told is committed.
    static let publisher = Migration(
        "1000_notes",
        """
        CREATE TABLE written (number bigint PRIMARY KEY, key text NOT NULL, kind text NOT NULL);
        CREATE TABLE wish (upto bigint NOT NULL);
        INSERT INTO wish VALUES (0);
        """)

    /// No constraint keeps an effect from being there twice: only messaging does.
    static let reader = Migration(
        "1000_effects",
        """
        CREATE TABLE effect (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number bigint NOT NULL, key text NOT NULL,
            sequence bigint NOT NULL);
        CREATE TABLE mirror (key text PRIMARY KEY, number bigint NOT NULL);
        """)
}
