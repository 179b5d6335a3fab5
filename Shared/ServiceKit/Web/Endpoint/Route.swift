import HTTP
import JSONSchema
import Observability

/// An endpoint made ready: what its requests need, looked up once.
final class Route: Sendable {
    let endpoint: Endpoint
    let pathParameters: [Parameter]
    let queryParameters: [Parameter]
    let headerParameters: [Parameter]
    let meter: RouteMeter
    /// Every status and problem code that the document names.
    let documented: Documented

    init(_ endpoint: Endpoint, metrics: WebMetrics) {
        self.endpoint = endpoint
        pathParameters = endpoint.parameters.filter { $0.location == .path }
        queryParameters = endpoint.parameters.filter { $0.location == .query }
        headerParameters = endpoint.parameters.filter { $0.location == .header }
        meter = metrics.meter(endpoint.method.rawValue, endpoint.path)
        documented = Documented(endpoint)
    }
}
