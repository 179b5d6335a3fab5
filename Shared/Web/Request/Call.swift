package import HTTP
package import JSONTree
package import Observability
package import Primitives
package import UseCases

/// One request in a handler's hands: authenticated, admitted, and valid by its endpoint's schemas. It is large and is
/// handed on often, hence a class.
package final class Call: Sendable {
    package let request: HTTPRequest
    let route: Route
    /// The caller; nil if the route needs no sign-in.
    package let principal: Principal?
    /// The domain clock's time, one for the whole request.
    package let now: Instant
    package let trace: TraceContext
    /// The client's address, behind trusted proxies too.
    package let clientAddress: String
    /// The body as sent; empty when it is streamed.
    package let body: [UInt8]
    /// The body as JSON: of a form, an object of strings; null without one.
    package let json: JSON
    let pathParameters: PathParameters
    let queryParameters: [String: [String]]

    init(
        request: HTTPRequest, route: Route, principal: Principal?, now: Instant, trace: TraceContext,
        clientAddress: String, body: [UInt8], json: JSON, pathParameters: PathParameters,
        queryParameters: [String: [String]]
    ) {
        self.request = request
        self.route = route
        self.principal = principal
        self.now = now
        self.trace = trace
        self.clientAddress = clientAddress
        self.body = body
        self.json = json
        self.pathParameters = pathParameters
        self.queryParameters = queryParameters
    }

    package var endpoint: Endpoint { route.endpoint }

    /// Who asks, where the endpoint lets in signed-in people only.
    package func signedIn() throws -> Principal {
        guard let principal else { throw Problem(.unauthenticated) }
        return principal
    }

    /// A path parameter; in another form than its type's, there is no such thing: 404.
    package func path<T: LosslessStringConvertible>(_ name: String, as type: T.Type = T.self) throws -> T {
        guard let value = pathParameters[name].flatMap(T.init) else { throw Problem.notFound }
        return value
    }

    /// A query parameter, nil when absent.
    package func query<T: LosslessStringConvertible>(_ name: String, as type: T.Type = T.self) throws -> T? {
        try queryParameters[name]?.first.map { text in
            guard let value = T(text) else { throw Problem.unprocessable("/query/\(name)", "has an invalid form") }
            return value
        }
    }

    /// A query parameter that is one of an enumeration's words.
    package func query<T: RawRepresentable>(_ name: String, as type: T.Type = T.self) throws -> T?
    where T.RawValue == String {
        try queryParameters[name]?.first.map { text in
            guard let value = T(rawValue: text) else {
                throw Problem.unprocessable("/query/\(name)", "has an invalid form")
            }
            return value
        }
    }

    /// A request's header.
    package func header(_ name: String) -> String? { request.headers[name] }
}
