package import HTTP
package import JSONSchema
import JSONTree
package import Primitives

/// One route: what it takes, who may call it, what it answers and how it may refuse. The same declaration routes, guards,
/// validates and documents.
///
/// Known without being declared: 400, 401 and 403 by `access`, 404 where the path has a parameter, 412 for changes of an
/// existing thing, 413 and 415 with a body, 422, 429, 500, 503, and 304 for what has a `version`.
package struct Endpoint: Sendable {
    package typealias Handler = @Sendable (Call) async throws -> Response
    /// Throws where a request's bytes are not the sender's: by a signature over them, for instance.
    package typealias Proof = @Sendable (HTTPRequest, _ body: [UInt8], _ now: Instant) throws -> Void

    package let method: HTTPMethod
    package let path: String
    package let summary: String
    package let description: String?
    package let access: Access
    package let parameters: [Parameter]
    package let body: RequestBody
    package let proof: Proof?
    package let answers: [Answer]
    package let problems: [ProblemCode]
    package let isIdempotent: Bool
    package let rate: RateClass
    package let deadline: Duration
    package let handler: Handler

    /// - Parameters:
    ///   - path: a router's pattern, `/v1/offerings/{id}/roster`.
    ///   - pathSchemas: the forms of path parameters that are not ids: a name that ends in `id` is a UUID, any other a
    ///     short code, unless it is given here. A path that does not fit is 404; a day or a document's name that
    ///     is none is 422.
    ///   - query: the query parameters; `.paging + […]` for a list.
    ///   - headers: further request headers that the handler reads.
    ///   - proof: judged before anything is said of the body and the headers but that it is too large, so that who cannot
    ///     sign gets one answer whatever they send.
    ///   - problems: the refusals of this endpoint's own rules.
    ///   - idempotent: honours `Idempotency-Key`; the handler must answer through `transact`.
    ///   - deadline: how long the request may take: 15 s, and 10 minutes for binary bodies, if nothing is said.
    package init(
        _ method: HTTPMethod, _ path: String, _ summary: String, description: String? = nil, access: Access,
        pathSchemas: [String: Schema] = [:], query: [Parameter] = [], headers: [Parameter] = [],
        body: RequestBody = .none, proof: Proof? = nil, answers: [Answer], problems: [ProblemCode] = [],
        idempotent: Bool = false, rate: RateClass = .standard, deadline: Duration? = nil, handler: @escaping Handler
    ) {
        precondition(!answers.isEmpty, "\(method) \(path) answers nothing")
        self.method = method
        self.path = path
        self.summary = summary
        self.description = description
        self.access = access
        self.parameters = Self.pathParameters(path, pathSchemas) + query + headers
        self.body = body
        self.proof = proof
        self.answers = answers
        self.problems = problems
        isIdempotent = idempotent
        self.rate = rate
        self.deadline = deadline ?? (body.isStreamed ? .seconds(600) : .seconds(15))
        self.handler = handler
    }

    private static func pathParameters(_ path: String, _ schemas: [String: Schema]) -> [Parameter] {
        path.split(separator: "{").dropFirst().map { part in
            let name = String(part.prefix { $0 != "}" })
            let usual: Schema =
                name == "name" ? .fileName : name.lowercased().hasSuffix("id") ? .uuid : .code
            return .path(name, schemas[name] ?? usual)
        }
    }
}

/// What an endpoint reads of the request's body.
package enum RequestBody: Sendable {
    case none
    /// Validated by the schema. An `optional` body may be left out, which means `{}`.
    case json(Schema, limit: Int = 1 << 20, optional: Bool = false)
    /// `application/x-www-form-urlencoded`: the schema's properties are strings.
    case form(Schema, limit: Int = 1 << 16)
    /// Whole, as UTF-8 text: `Call.text`.
    case csv(limit: Int = 16 << 20)
    /// Read by the handler piece by piece: `Call.stream`. No types means any; `application/octet-stream` is always taken,
    /// as a content type is the client's word only: look at the bytes.
    case binary(limit: Int, types: [String] = [])

    static func binaryTypes(_ types: [String]) -> [String] {
        types.contains("application/octet-stream") ? types : types + ["application/octet-stream"]
    }

    /// The request may come without one.
    var isOptional: Bool {
        switch self {
        case .json(_, _, let isOptional): isOptional
        case .none, .form: true
        case .csv, .binary: false
        }
    }

    var isStreamed: Bool {
        if case .binary = self { true } else { false }
    }
}

/// How dear a request is, so how many of them one caller may make (`RateLimits`).
package enum RateClass: String, Sendable, CaseIterable, Hashable {
    case standard
    /// Passwords, codes, mails: what someone may want to guess or to flood. Counted by address.
    case sensitive
    /// Documents and reports that take long to make.
    case heavy
    /// Health, metrics, machines that must not be refused.
    case unlimited
}

extension Schema {
    /// A short word of letters, digits and `._~-`, as codes in paths are.
    package static var code: Schema { string(minLength: 1, maxLength: 100, pattern: "^[A-Za-z0-9][A-Za-z0-9._~-]*$") }
}
