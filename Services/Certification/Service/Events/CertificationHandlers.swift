import Contracts
import Messaging
import Postgres
import Primitives

/// What this service does when something happened elsewhere, once each.
struct CertificationHandlers: Sendable {
    let certificates: CertificateStore

    var all: [FactHandler] {
        [
            FactHandler(.completionRecorded, name: "certification.issue") { [certificates] received, unit in
                try await certificates.issue(completion: received.key, received.fact, at: received.time, in: unit)
            },
            FactHandler(.completionVoided, name: "certification.revokeVoided") { [certificates] received, unit in
                try await certificates.revokeVoided(completion: received.key, at: received.time, in: unit)
            },
            FactHandler(.evaluationCompleted, name: "certification.evaluation") { received, unit in
                _ = try await unit.sql.execute(
                    """
                    INSERT INTO evaluation (registration_id, completed_at) VALUES (\(received.key), \(received.time))
                    ON CONFLICT DO NOTHING
                    """)
            },
            FactHandler(.personErased, name: "certification.erase") { [certificates] received, unit in
                try await certificates.erase(received.key, in: unit.sql)
            },
        ]
    }
}
