import HTTP
import JSONSchema
import JSONTree
import Observability
import Primitives
import Web

/// The routes for monitoring: liveness, readiness, metrics and the service's policies.
struct HealthEndpoints {
    let readiness: Readiness
    let metrics: MetricsRegistry
    let policies: @Sendable (Instant) -> JSON

    var all: [Endpoint] {
        [
            .get("/livez", liveness),
            .get("/readyz", readyReport),
            .get("/metrics", metricsText),
            .get("/v1/policies", policiesInForce),
        ]
    }

    private var liveness: Operation {
        Operation(
            "Whether the process runs", access: .anyone, answers: [.ok(.object(.required("status", .string())))],
            rate: .unlimited
        ) { _ in try .ok(["status": "alive"]) }
    }

    private var readyReport: Operation {
        Operation(
            "Whether the service accepts requests, and which check fails if not", access: .anyone,
            answers: [
                .ok(Report.self, "Ready"),
                Answer(503, "application/json", schema: Schema(answer: Report.self), saying: "Not ready"),
            ], rate: .unlimited
        ) { [readiness] _ in
            let results = await readiness.results()
            let isReady = results.allSatisfy { $0.problem == nil }
            let report = Report(
                status: isReady ? .ready : .notReady,
                checks: results.map { .init(name: $0.name, ok: $0.problem == nil, detail: $0.problem) })
            return try .json(isReady ? 200 : 503, report).with("Cache-Control", "no-store")
        }
    }

    private var metricsText: Operation {
        Operation(
            "Metrics in Prometheus' text format", access: .anyone, answers: [.text("text/plain")], rate: .unlimited
        ) { [metrics] _ in .text("text/plain; version=0.0.4", await metrics.render()) }
    }

    private var policiesInForce: Operation {
        Operation(
            "The rules and default values by which this service decides", access: .anyone,
            answers: [.ok(.object([], additional: true))]
        ) { [policies] call in try .ok(policies(call.now)) }
    }
}

/// The answer of `/readyz`.
private struct Report: WireType {
    enum Status: String, Codable, CaseIterable {
        case ready
        case notReady
    }

    struct Check: WireType {
        let name: String
        let ok: Bool
        @Nullable var detail: String?
    }

    let status: Status
    let checks: [Check]
}
