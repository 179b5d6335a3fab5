import HTTP
import JSONTree
import Observability

/// An endpoint with the data that its requests need, prepared once.
final class Route: Sendable {
    let endpoint: Endpoint
    let pathParameters: [Parameter]
    let queryParameters: [Parameter]
    let headerParameters: [Parameter]
    let meter: RouteMeter
    /// Every status and problem code in the document.
    let documented: Documented
    /// Whether a path without parameters matches this pattern.
    let mayCoverLiteral: Bool

    init(_ endpoint: Endpoint, metrics: WebMetrics, literalPaths: some Sequence<[String]>) {
        self.endpoint = endpoint
        pathParameters = endpoint.parameters.filter { $0.location == .path }
        queryParameters = endpoint.parameters.filter { $0.location == .query }
        headerParameters = endpoint.parameters.filter { $0.location == .header }
        meter = metrics.meter(endpoint.method.rawValue, endpoint.path)
        documented = Documented(endpoint)
        let pattern = endpoint.path.segments
        mayCoverLiteral = literalPaths.contains { path in
            path.count == pattern.count && zip(path, pattern).allSatisfy { $0 == $1 || $1.hasPrefix("{") }
        }
    }
}

extension String {
    /// The segments of a path.
    var segments: [String] { dropFirst().split(separator: "/").map(String.init) }
}
