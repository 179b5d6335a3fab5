import Contracts
import Messaging
import Postgres
import Primitives

/// What this service does when something happened elsewhere, once each.
struct CertificationHandlers: Sendable {
    let certificates: CertificateStore

    var all: [FactHandler] {
        [
            FactHandler(CompletionRecorded.self, name: "certification.issue") { [certificates] received, unit in
                guard let id = CompletionID(received.key) else { throw Poison("a completion's key is no UUID") }
                try await certificates.issue(completion: id, received.fact.data, at: received.time, in: unit)
            },
            FactHandler(CompletionVoided.self, name: "certification.revokeVoided") { [certificates] received, unit in
                guard let id = CompletionID(received.key) else { throw Poison("a completion's key is no UUID") }
                try await certificates.revokeVoided(completion: id, at: received.time, in: unit)
            },
            FactHandler(EvaluationCompleted.self, name: "certification.evaluation") { received, unit in
                guard let id = RegistrationID(received.key) else { throw Poison("a registration's key is no UUID") }
                _ = try await unit.sql.execute(
                    """
                    INSERT INTO evaluation (registration_id, completed_at) VALUES (\(id), \(received.time))
                    ON CONFLICT DO NOTHING
                    """)
            },
            FactHandler(PersonErased.self, name: "certification.erase") { [certificates] received, unit in
                guard let id = PersonID(received.key) else { throw Poison("a person's key is no UUID") }
                try await certificates.erase(id, in: unit.sql)
            },
        ]
    }
}
