import Contracts
import HTTP
import JSONTree
import Primitives
import TestSupport
import UseCases

@testable import CertificationService

extension CertificationFixture {
    /// Delivers what makes a person an SRO since 2020 with Basic, Advanced and a conference: all but the further hours
    /// and the application.
    func fit(
        _ person: PersonID, verified: Bool = true, to: Day? = nil,
        courses: [String] = ["basic-sro", "advanced-sro", "conference"]
    ) async throws {
        try await self.person(
            person,
            [
                AssignmentPeriod(
                    id: .new(), agencyId: .new(), position: .sro, from: day("2020-01-01"), to: to, verified: verified)
            ])
        for course in courses {
            try await complete(Self.completion(of: person, course, imported: true))
        }
    }

    static let applications = "/v1/practitioner-applications"

    /// A draft with this many claimed hours; its path.
    func draft(_ person: PersonID, hours: JSON = 160) async throws -> String {
        let reply = try await send("POST", Self.applications, as: Caller(person, .member), [:])
        let path = "\(Self.applications)/\(reply.json.text("id"))"
        _ = try await claim(path, person, hours: hours)
        return path
    }

    func claim(
        _ path: String, _ person: PersonID, hours: JSON, headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        try await send(
            "POST", "\(path)/credits", as: Caller(person, .member),
            [
                "title": "Seminar", "provider": "State academy", "subject": "Teen brain", "hours": hours,
                "startsOn": "2024-05-01", "endsOn": "2024-06-01", "annual": false,
            ], headers: headers)
    }

    func dispose(_ path: String, _ disposition: String, as reviewer: PersonID) async throws -> Reply {
        let application = try await send("GET", path, as: Caller(reviewer, .staff))
        let credit = application.json["credits"]?[0]?.text("id") ?? ""
        return try await send(
            "PUT", "\(path)/credits/\(credit)/disposition", as: Caller(reviewer, .staff),
            ["disposition": .string(disposition), "reason": "Looked at."])
    }

    func determine(_ path: String, _ outcome: String, as reviewer: PersonID) async throws -> Reply {
        try await send(
            "POST", "\(path)/determination", as: Caller(reviewer, .trainingCommittee),
            ["outcome": .string(outcome), "reason": "Looked at."])
    }
}

extension Reply {
    /// The codes of the requirements that a refusal lists.
    var unmet: [String] { json["requirements"]?.array?.map { $0.text("code") } ?? [] }
}
