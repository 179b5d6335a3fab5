import HTTP
import JSONSchema
import JSONTree

/// What an endpoint may answer, derived from its declaration: the source of its document and of the check of its
/// answers.
struct Documented: Sendable {
    let answers: [Answer]
    /// Refusals by status, each list in the order of declaration.
    let problems: [Int: [ProblemCode]]
    /// Answers 304 to a matching `If-None-Match`.
    let isConditional: Bool

    init(_ endpoint: Endpoint) {
        answers = endpoint.operation.answers
        isConditional = endpoint.method == .get && endpoint.operation.answers.contains(where: \.hasTag)
        var codes: [ProblemCode] = [
            .badRequest, .targetTooLong, .invalid, .headerTooLarge, .internalError, .unavailable,
            .outcomeUnknown,
        ]
        switch endpoint.operation.access {
        case .anyone: break
        case .anyoneMaybeSignedIn: codes.append(.unauthenticated)
        case .signedIn, .roles: codes += [.unauthenticated, .forbidden]
        }
        let actsOnOne = endpoint.parameters.contains { $0.location == .path }
        if actsOnOne { codes.append(.notFound) }
        if endpoint.method != .get, actsOnOne || endpoint.method != .post { codes.append(.preconditionFailed) }
        switch endpoint.operation.body {
        case .none: break
        case .json, .form, .csv, .binary: codes += [.payloadTooLarge, .unsupportedMediaType]
        }
        if endpoint.parameters.contains(where: { $0.name == "cursor" }) { codes.append(.cursorInvalid) }
        if endpoint.operation.answers.contains(where: { $0.status == 206 }) { codes.append(.rangeNotSatisfiable) }
        if endpoint.operation.isIdempotent { codes.append(.idempotencyKeyReused) }
        if endpoint.operation.rate != .unlimited { codes.append(.tooManyRequests) }
        for code in endpoint.operation.problems where !codes.contains(code) { codes.append(code) }
        problems = Dictionary(grouping: codes, by: \.status)
    }

    /// Why the document does not know this answer; nil when it does.
    func mismatch(_ response: Response) -> String? {
        if response.status == 304 { return isConditional ? nil : "304 of a resource without a version" }
        let type = response.contentType.map { $0.prefix { $0 != ";" } }
        let fitting = answers.filter { $0.status == response.status }
        guard !fitting.isEmpty else { return "the status \(response.status) is not declared" }
        guard let answer = fitting.first(where: { $0.contentType.map { $0[...] } == type }) else {
            return "the content type \(type ?? "(none)") is not declared for \(response.status)"
        }
        guard let schema = answer.schema else { return nil }
        guard case .bytes(let bytes) = response.body, let json = try? JSON.parse(bytes) else { return "no JSON" }
        let violations = schema.validate(json)
        return violations.isEmpty ? nil : violations.map(\.description).joined(separator: "; ")
    }

    func mismatch(_ problem: Problem) -> String? {
        guard let codes = problems[problem.status] else { return "the status \(problem.status) is not declared" }
        return codes.contains { $0.code == problem.code } ? nil : "the problem \(problem.code) is not declared"
    }
}
