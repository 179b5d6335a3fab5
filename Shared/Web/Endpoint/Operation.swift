package import HTTP
package import JSONSchema
package import Primitives

/// What a route does: who may call it, what it reads, what it answers, which refusals it declares, and its handler. The
/// same declaration authorises, validates, limits and documents each request.
///
/// Some refusals are known without being declared: 400, 401 and 403 by `access`, 404 where the path has a parameter,
/// 412 for changes of an existing resource, 413 and 415 with a body, 422, 429, 500, 503, and 304 for an answer with a
/// `version`.
///
/// ```swift
/// var rejection: Operation {
///     Operation(
///         "Reject a host request", access: .staff, body: .json(RejectionDTO.self),
///         answers: [.ok(HostRequestDTO.self)], problems: [.hostRequestDecided]
///     ) { call in … }
/// }
/// ```
package struct Operation: Sendable {
    package typealias Handler = @Sendable (Call) async throws -> Response
    /// Checks that the sender wrote the request, for instance by a signature over its bytes. Throws where that is not
    /// so.
    package typealias Proof = @Sendable (HTTPRequest, _ body: [UInt8], _ now: Instant) throws -> Void

    package let summary: String
    package let description: String?
    package let access: Access
    let pathSchemas: [String: Schema]
    /// Those of the query, then those of the header.
    let parameters: [Parameter]
    package let body: RequestBody
    package let proof: Proof?
    package let answers: [Answer]
    package let problems: [ProblemCode]
    package let isIdempotent: Bool
    package let rate: RateClass
    package let deadline: Duration
    package let handler: Handler

    /// - Parameters:
    ///   - pathSchemas: the schemas of path parameters that are not ids. By default a name that ends in `id` is a UUID
    ///     and any other a short code. A path that does not match is 404, except that an invalid day or document name
    ///     is 422.
    ///   - query: the query parameters; `.paging + […]` for a list.
    ///   - headers: further request headers that the handler reads.
    ///   - proof: runs before any other check of the body and the headers except that of the body's size, so that a
    ///     caller without a valid signature gets the same answer whatever it sends.
    ///   - problems: the refusals by this operation's own rules.
    ///   - idempotent: whether it honours `Idempotency-Key`; its handler then answers through `transact`.
    ///   - deadline: the time limit of a request: by default 15 seconds, and 10 minutes for a binary body.
    package init(
        _ summary: String, description: String? = nil, access: Access, pathSchemas: [String: Schema] = [:],
        query: [Parameter] = [], headers: [Parameter] = [], body: RequestBody = .none, proof: Proof? = nil,
        answers: [Answer], problems: [ProblemCode] = [], idempotent: Bool = false, rate: RateClass = .standard,
        deadline: Duration? = nil, handler: @escaping Handler
    ) {
        precondition(!answers.isEmpty, "“\(summary)” declares no answer")
        self.summary = summary
        self.description = description
        self.access = access
        self.pathSchemas = pathSchemas
        parameters = query + headers
        self.body = body
        self.proof = proof
        self.answers = answers
        self.problems = problems
        isIdempotent = idempotent
        self.rate = rate
        self.deadline = deadline ?? (body.isStreamed ? .seconds(600) : .seconds(15))
        self.handler = handler
    }
}

/// A class of requests by their cost, which decides how many of them one caller may make (`RateLimits`).
package enum RateClass: String, Sendable, CaseIterable, Hashable {
    case standard
    /// Requests that can be abused to guess a secret or to send mail: passwords, codes, mails. Counted by address.
    case sensitive
    /// Documents and reports that take long to produce.
    case heavy
    /// Health, metrics and callers that must never be refused.
    case unlimited
}
