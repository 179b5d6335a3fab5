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
    /// The caller; nil if the request has no token, or the endpoint reads none.
    package let principal: Principal?
    /// The domain clock's time, the same for the whole request.
    package let now: Instant
    package let trace: TraceContext
    /// The client's address, also behind trusted proxies.
    package let clientAddress: String
    /// The bytes of the body; empty if it is streamed.
    package let body: [UInt8]
    /// The body as JSON; an object of strings for a form, null without a body.
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

    /// Returns the caller of an endpoint for signed-in persons.
    package func signedIn() throws -> Principal {
        guard let principal else { throw Problem(.unauthenticated) }
        return principal
    }

    /// Returns a path parameter.
    ///
    /// - Throws: `Problem` 404 if it has not the form of its type, because no such resource exists.
    package func path<T: LosslessStringConvertible>(_ name: String, as type: T.Type = T.self) throws -> T {
        guard let value = pathParameters[name].flatMap(T.init) else { throw Problem.notFound }
        return value
    }

    /// Returns a query parameter; nil if it is absent.
    package func query<T: LosslessStringConvertible>(_ name: String, as type: T.Type = T.self) throws -> T? {
        try queryParameters[name]?.first.map { text in
            guard let value = T(text) else { throw Problem.unprocessable("/query/\(name)", "has an invalid form") }
            return value
        }
    }

    /// Returns a query parameter that is a value of an enumeration; nil if it is absent.
    package func query<T: RawRepresentable>(_ name: String, as type: T.Type = T.self) throws -> T?
    where T.RawValue == String {
        try queryParameters[name]?.first.map { text in
            guard let value = T(rawValue: text) else {
                throw Problem.unprocessable("/query/\(name)", "has an invalid form")
            }
            return value
        }
    }

    /// Returns a header of the request.
    package func header(_ name: String) -> String? { request.headers[name] }
}
