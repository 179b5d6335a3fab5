import Contracts
import HTTP
import Jobs
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing
import Web

/// A service whose parts state one rule each.
private let stating = ServiceDefinition(
    name: .certification, defaultPort: 8083,
    migrations: [Migration("1000_run", "CREATE TABLE run (at timestamptz NOT NULL)")]
) { context in
    ServiceParts(
        endpoints: [
            .get(
                "/v1/rules",
                Operation("State a rule", access: .anyone, answers: [.noContent]) { _ in
                    Rule.keep(.A1)
                    return .noContent
                })
        ],
        jobs: [
            BackgroundJob("state", every: .seconds(3600)) {
                Rule.keep(.A2)
                try await context.database.execute("INSERT INTO run VALUES (now())")
            }
        ])
}

@Suite struct RuleScopeTests {
    @Test(.rule(.A1, .A2)) func `requests and jobs by hand state rules in the test`() async throws {
        let fixture = try await ServiceFixture.make(stating, at: try instant("2026-03-01T12:00:00Z"))
        #expect(try await fixture.send(.get, "/v1/rules").status == 204)
        try await fixture.run("state")
    }

    @Test(.rule(.A2)) func `the jobs of a service that the test starts state rules in it`() async throws {
        let fixture = try await ServiceFixture.start(stating, at: try instant("2026-03-01T12:00:00Z"))
        #expect(try await eventually { try await !fixture.database.query("SELECT 1 FROM run").isEmpty })
        await fixture.stop()
    }
}
