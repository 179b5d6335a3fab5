import Executors
package import HTTP
package import JSONTree
package import Observability
package import Primitives
package import UseCases

/// Serves a service's endpoints, as the handler of its `HTTPServer`.
///
/// The order of a request's checks: route (404, 405) → token (401) → rate (429) → role (403) → path, query, headers and
/// body by the endpoint's schemas (404, 422, 413, 415, 400) → handler, within the endpoint's deadline (503). Errors are
/// answered as problem+json. An error without a problem of its own is logged and answered with 500 without details.
package final class WebApplication: Sendable {
    let configuration: WebConfiguration
    let tokens: any TokenVerifying
    let clock: @Sendable () -> Instant
    let log: Log
    let metrics: WebMetrics
    let router: Router<Route>
    /// The paths without parameters, whose methods are exactly those declared.
    let literalPaths: [[String]: [HTTPMethod]]
    let limiters: [RateClass: RateLimiter]
    let headers: AnswerHeaders
    let cors: CORS?
    let deadlines = DeadlineWatch()
    let noRoute: RouteMeter
    /// The OpenAPI 3.1 document, as served at `/openapi.json`.
    package let document: JSON

    /// - Throws: `RouterError` if two endpoints have the same route.
    package init(
        _ endpoints: [Endpoint], configuration: WebConfiguration, tokens: any TokenVerifying,
        clock: @escaping @Sendable () -> Instant, log: Log, metrics: MetricsRegistry
    ) throws {
        let document = OpenAPI(configuration).document(endpoints + Self.documentEndpoints(.null, page: ""))
        let page = DocumentationPage(document).html
        let endpoints = endpoints + Self.documentEndpoints(document, page: page)
        let webMetrics = WebMetrics(metrics)
        var router = Router<Route>()
        var literalPaths: [[String]: [HTTPMethod]] = [:]
        for endpoint in endpoints where !endpoint.path.contains("{") {
            literalPaths[endpoint.path.segments, default: []] +=
                endpoint.method == .get ? [.get, .head] : [endpoint.method]
        }
        for endpoint in endpoints {
            let route = Route(endpoint, metrics: webMetrics, literalPaths: literalPaths.keys)
            try router.add(endpoint.method, endpoint.path, route)
        }
        self.configuration = configuration
        self.tokens = tokens
        self.clock = clock
        self.log = log
        self.metrics = webMetrics
        self.router = router
        self.literalPaths = literalPaths
        self.document = document
        limiters = configuration.rateLimits.map(Self.limiters) ?? [:]
        headers = AnswerHeaders(configuration)
        cors = CORS(configuration.corsOrigins)
        noRoute = webMetrics.meter("-", "none")
    }

    private static func limiters(_ limits: RateLimits) -> [RateClass: RateLimiter] {
        var limiters: [RateClass: RateLimiter] = [:]
        for rate in RateClass.allCases {
            limiters[rate] = limits[rate].map { RateLimiter($0, capacity: limits.capacity) }
        }
        return limiters
    }

    /// Answers a request. It never fails.
    package func handle(_ request: HTTPRequest) async -> HTTPResponse {
        let start = ContinuousClock.now
        metrics.inFlight.add(1)
        defer { metrics.inFlight.add(-1) }
        let trace = request.headers["traceparent"].flatMap(TraceContext.init(traceparent:))?.child() ?? .new()
        var outcome = Outcome(meter: noRoute, trace: trace)
        var response: Response
        do {
            response = try await answer(request, &outcome)
        } catch {
            response = refusal(error, outcome)
        }
        let elapsed = ContinuousClock.now - start
        outcome.meter.count(response.status, elapsed)
        logAccess(request, response, outcome, elapsed)
        var answer = headers.answer(response, trace: trace)
        cors?.mark(&answer, request)
        return answer
    }

    /// The data of a finished request, for the log and the metrics.
    struct Outcome {
        var meter: RouteMeter
        let trace: TraceContext
        var route: Route?
        var principal: Principal?
    }
}
