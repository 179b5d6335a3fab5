package import HTTP
package import JSONSchema

/// A route of a service: a method, a path and an operation.
///
/// A service lists its routes on one page:
/// ```swift
/// [
///     .get("/v1/host-requests/{id}", hosting.request),
///     .post("/v1/host-requests/{id}/rejection", hosting.rejection),
/// ]
/// ```
package struct Endpoint: Sendable {
    package let method: HTTPMethod
    /// The router's pattern, such as `/v1/offerings/{id}/roster`.
    package let path: String
    package let operation: Operation
    /// The parameters of the path, the query and the header, in this order.
    let parameters: [Parameter]

    private init(_ method: HTTPMethod, _ path: String, _ operation: Operation) {
        self.method = method
        self.path = path
        self.operation = operation
        parameters = Self.pathParameters(path, operation.pathSchemas) + operation.parameters
    }

    package static func get(_ path: String, _ operation: Operation) -> Endpoint { Endpoint(.get, path, operation) }
    package static func post(_ path: String, _ operation: Operation) -> Endpoint { Endpoint(.post, path, operation) }
    package static func put(_ path: String, _ operation: Operation) -> Endpoint { Endpoint(.put, path, operation) }
    package static func patch(_ path: String, _ operation: Operation) -> Endpoint { Endpoint(.patch, path, operation) }
    package static func delete(_ path: String, _ operation: Operation) -> Endpoint {
        Endpoint(.delete, path, operation)
    }

    private static func pathParameters(_ path: String, _ schemas: [String: Schema]) -> [Parameter] {
        path.split(separator: "{").dropFirst().map { part in
            let name = String(part.prefix { $0 != "}" })
            let standard: Schema = name == "name" ? .fileName : name.lowercased().hasSuffix("id") ? .uuid : .code
            return .path(name, schemas[name] ?? standard)
        }
    }
}

extension Endpoint {
    /// Declares a route together with its operation.
    // To be removed when the services list their routes by `get`, `post`, `put`, `patch` and `delete`.
    package init(
        _ method: HTTPMethod, _ path: String, _ summary: String, description: String? = nil, access: Access,
        pathSchemas: [String: Schema] = [:], query: [Parameter] = [], headers: [Parameter] = [],
        body: RequestBody = .none, proof: Operation.Proof? = nil, answers: [Answer], problems: [ProblemCode] = [],
        idempotent: Bool = false, rate: RateClass = .standard, deadline: Duration? = nil,
        handler: @escaping Operation.Handler
    ) {
        self.init(
            method, path,
            Operation(
                summary, description: description, access: access, pathSchemas: pathSchemas, query: query,
                headers: headers, body: body, proof: proof, answers: answers, problems: problems,
                idempotent: idempotent, rate: rate, deadline: deadline, handler: handler))
    }
}

extension Schema {
    /// A short code in a path, of letters, digits and `._~-`.
    package static var code: Schema { string(minLength: 1, maxLength: 100, pattern: "^[A-Za-z0-9][A-Za-z0-9._~-]*$") }
}
