import HTTP
import JSONTree
import Synchronization
import TestSupport
import Testing

@testable import RegistrationService

/// One refusal of one operation, as the OpenAPI document has it: `POST /v1/registrations 409 offeringFull`.
struct Refusal: Hashable, Comparable, Sendable, CustomStringConvertible {
    var operation: String
    var status: Int
    var code: String

    var description: String { "\(operation) \(status) \(code)" }

    static func < (left: Refusal, right: Refusal) -> Bool { left.description < right.description }
}

/// What the document says that may be refused, held against what requests were really refused with.
final class ProblemCensus: Sendable {
    struct Operation: Sendable {
        var method: String
        var path: String
        var object: JSON

        var name: String { "\(method) \(path)" }
        var segments: [Substring] { path.split(separator: "/") }

        var refusals: [Refusal] {
            (object["responses"]?.object ?? [:]).flatMap { status, response -> [Refusal] in
                guard let status = Int(status), status >= 400 else { return [] }
                return response.text("description").split(separator: "\n\n").compactMap { line in
                    let code = line.split(separator: "`").first.map(String.init) ?? ""
                    return Refusal(operation: name, status: status, code: code)
                }
            }
        }

        func matches(_ method: String, _ segments: [Substring]) -> Bool {
            self.method == method && self.segments.count == segments.count
                && zip(self.segments, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }
    }

    let operations: [Operation]
    private let seen = Mutex<Set<Refusal>>([])

    init(_ document: JSON) {
        operations = (document["paths"]?.object ?? [:]).flatMap { path, item in
            (item.object ?? [:]).map { Operation(method: $0.key.uppercased(), path: path, object: $0.value) }
        }.sorted { $0.name < $1.name }
    }

    var declared: Set<Refusal> { Set(operations.flatMap(\.refusals)) }
    var received: Set<Refusal> { seen.withLock { $0 } }

    /// Expects the refusal of a request, and counts it to its operation.
    func expect(
        _ code: String, _ method: HTTPMethod, _ target: String, _ reply: Reply,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(reply.code == code, "\(method.rawValue) \(target): \(reply.text.prefix(300))", sourceLocation: location)
        let segments = target.prefix { $0 != "?" }.split(separator: "/")
        let operation =
            operations.filter { $0.matches(method.rawValue, segments) }
            .max { $0.segments.count { !$0.hasPrefix("{") } < $1.segments.count { !$0.hasPrefix("{") } }
        guard let operation, reply.code == code else { return }
        seen.withLock { _ = $0.insert(Refusal(operation: operation.name, status: reply.status, code: code)) }
    }
}

/// A fixture whose refusals are counted.
struct CensusFixture: Sendable {
    let fixture: RegistrationFixture
    let census: ProblemCensus

    func refuse(
        _ code: String, _ method: HTTPMethod, _ target: String, as caller: Caller? = nil, _ json: JSON? = nil,
        text: String? = nil, type: String = "application/json", headers: HTTPHeaders = [:],
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let reply = try await fixture.send(
            method, target, as: caller, json, text: text, type: type, headers: headers)
        census.expect(code, method, target, reply, at: location)
    }

    /// What must succeed on the way to a refusal.
    func done(
        _ method: HTTPMethod, _ target: String, as caller: Caller? = nil, _ json: JSON? = nil
    ) async throws -> JSON {
        let reply = try await fixture.send(method, target, as: caller, json)
        guard reply.status < 300 else { throw UnexpectedReply(reply) }
        return reply.json
    }
}
