import HTTP
import UseCases
import Web

/// The requirements of an application (H1–H8).
struct EligibilityRoutes: Sendable {
    let find: FindEligibility

    init(_ parts: InstructorQualificationParts) {
        find = FindEligibility(
            people: PersonRepository(database: parts.database),
            applications: ApplicationRepository(database: parts.database), policies: parts.policies)
    }

    var own: Operation {
        Operation(
            "Show what the caller has and still lacks to become an instructor", access: .signedIn,
            answers: [.ok(EligibilityDTO.self)]
        ) { call in
            try .ok(EligibilityDTO(try await find(try call.signedIn().personID, at: call.now)))
        }
    }
}
