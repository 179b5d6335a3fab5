import HTTP
import Postgres
import TestSupport
import Testing
import UseCases
import Web

@Suite struct UseCaseErrorTests {
    private static func endpoint(_ handler: @escaping Operation.Handler) -> Endpoint {
        .patch("/v1/things/{id}", Operation("Test", access: .staff, answers: [.noContent], handler: handler))
    }

    private static func send(_ endpoint: Endpoint, headers: HTTPHeaders = [:]) async throws -> Reply {
        try await WebSample(extra: [endpoint]).send(
            .patch, "/v1/things/0190a1b2-0000-7000-8000-000000000009", as: "staff", headers: headers)
    }

    @Test(
        arguments: [
            (NotFound(), 404, "notFound", ""), (NotFound("No seat."), 404, "notFound", "No seat."),
            (Forbidden(), 403, "forbidden", ""), (Forbidden("Not you."), 403, "forbidden", "Not you."),
            (VersionMismatch(), 412, "preconditionFailed", ""),
        ] as [(any Error, Int, String, String)])
    func `an error of a use case is its problem, also from a transaction`(
        error: any Error, status: Int, code: String, detail: String
    ) async throws {
        var rolledBack = TransactionError(outcome: .rolledBack)
        rolledBack.body = error
        for thrown: any Error in [error, rolledBack] {
            let reply = try await Self.send(Self.endpoint { _ in throw thrown })
            #expect(reply.status == status)
            #expect(reply.code == code)
            #expect(reply.json.text("detail") == detail)
        }
    }

    @Test(
        arguments: [
            (nil, .any), ("*", .any), ("\"5\"", .oneOf([5])), ("\"5\", \"6\"", .oneOf([5, 6])),
            ("W/\"5\"", .oneOf([])), ("\"a\"", .oneOf([])), ("5", .oneOf([])),
        ] as [(String?, VersionMatch)])
    func `If-Match names the versions that a change is meant for`(field: String?, match: VersionMatch) async throws {
        let endpoint = Self.endpoint { call in
            #expect(call.versionMatch() == match)
            return .noContent
        }
        let reply = try await Self.send(endpoint, headers: field.map { ["If-Match": $0] } ?? [:])
        #expect(reply.status == 204)
    }

    @Test func `a match requires one of its versions`() throws {
        for match: VersionMatch in [.any, .oneOf([5]), .oneOf([4, 5])] { try match.require(5) }
        for match: VersionMatch in [.oneOf([4]), .oneOf([])] {
            #expect(throws: VersionMismatch()) { try match.require(5) }
        }
    }
}
