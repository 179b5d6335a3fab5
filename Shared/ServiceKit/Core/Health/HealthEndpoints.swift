import HTTP
import JSONSchema
import JSONTree
import Observability
import Primitives

/// The routes of machines: alive, ready, metrics, and what the service goes by.
enum HealthEndpoints {
    private struct Alive: Encodable {
        let status = "alive"
    }

    private struct Report: Encodable {
        struct Check: Encodable {
            let name: String
            let ok: Bool
            @Nullable var detail: String?
        }

        let status: String
        let checks: [Check]
    }

    private static let readySchema = Schema.object(
        .required("status", .string(enum: ["ready", "notReady"])),
        .required(
            "checks",
            .array(
                .object(
                    .required("name", .string()), .required("ok", .boolean), .nullable("detail", .string())))))

    static func endpoints(
        _ readiness: Readiness, _ metrics: MetricsRegistry, policies: @escaping @Sendable (Instant) -> JSON
    ) -> [Endpoint] {
        [
            Endpoint(
                .get, "/livez", "Whether the process runs", access: .anyone,
                answers: [.ok(.object(.required("status", .string())))], rate: .unlimited
            ) { _ in try .ok(Alive()) },
            Endpoint(
                .get, "/readyz", "Whether the service takes requests, and which check fails if not", access: .anyone,
                answers: [
                    .ok(readySchema, "Ready"),
                    Answer(503, "application/json", schema: readySchema, saying: "Not ready"),
                ], rate: .unlimited
            ) { _ in
                let results = await readiness.results()
                let isReady = results.allSatisfy { $0.problem == nil }
                let report = Report(
                    status: isReady ? "ready" : "notReady",
                    checks: results.map { .init(name: $0.name, ok: $0.problem == nil, detail: $0.problem) })
                return try .json(isReady ? 200 : 503, report).with("Cache-Control", "no-store")
            },
            Endpoint(
                .get, "/metrics", "Metrics in Prometheus' text format", access: .anyone,
                answers: [.text("text/plain")], rate: .unlimited
            ) { _ in .text("text/plain; version=0.0.4", await metrics.render()) },
            Endpoint(
                .get, "/v1/policies", "The rules and default values that this service goes by", access: .anyone,
                answers: [.ok(.object([], additional: true))]
            ) { call in try .ok(policies(call.now)) },
        ]
    }
}
