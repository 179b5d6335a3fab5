import HTTP
import UseCases
import Web

/// A person's progress toward National SRO Practitioner (G10).
struct ProgressRoutes: Sendable {
    let find: FindProgress

    init(_ parts: CertificationParts) {
        find = FindProgress(parts)
    }

    var progress: Operation {
        Operation(
            "Show my progress toward National SRO Practitioner", access: .signedIn, answers: [.ok(ProgressDTO.self)]
        ) { call in
            try .ok(ProgressDTO(try await find(of: try call.signedIn().personID, at: call.now)))
        }
    }
}
