import DomainClock
import HTTP
import JSONTree
import Observability
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing
import UseCases
import Web

@testable import RegistrationService

/// Every refusal that the OpenAPI document names is reached by a request.
@Suite struct ProblemCodeTests {
    /// The codes of every service, which `Endpoint` declares. They are compared by code, not by operation.
    private static let common: Set<String> = [
        "badRequest", "targetTooLong", "invalid", "headerTooLarge", "internalError", "unavailable", "outcomeUnknown",
        "unauthenticated", "forbidden", "notFound", "preconditionFailed", "payloadTooLarge", "unsupportedMediaType",
        "cursorInvalid", "rangeNotSatisfiable", "idempotencyKeyReused", "tooManyRequests",
    ]

    private static let scenarios: [@Sendable (CensusFixture) async throws -> Void] = [
        { try await $0.refuseRegistrations() }, { try await $0.refuseAllotments() }, { try await $0.refuseCalledOff() },
        { try await $0.refuseCatalogue() }, { try await $0.refuseHosting() }, { try await $0.refuseOfferings() },
        { try await $0.refuseScholarships() }, { try await $0.refuseMoney() },
        { try await $0.refuseCards() }, { try await $0.refusePrices() }, { try await $0.refuseClock() },
    ]

    private static func document(_ fixture: RegistrationFixture) async throws -> JSON {
        try await fixture.send("GET", "/openapi.json").json
    }

    @Test func `Each operation's own refusals and each common code: declared is received, and received is declared`()
        async throws
    {
        let first = try await RegistrationFixture()
        let census = ProblemCensus(try await Self.document(first))
        for scenario in Self.scenarios {
            try await scenario(CensusFixture(fixture: try await RegistrationFixture(), census: census))
        }
        try await Self.refuseByForm(CensusFixture(fixture: first, census: census))
        try await Self.refuseByTrouble(census)
        try await Self.refuseByServer(CensusFixture(fixture: first, census: census))
        try await Self.refuseByRate(first, census)

        let (declared, received) = (census.declared, census.received)
        #expect(declared.count > 300)
        #expect(received.subtracting(declared).sorted() == [])
        let own = declared.filter { !Self.common.contains($0.code) }
        #expect(own.subtracting(received).sorted() == [])
        let codes = Set(declared.map(\.code)).subtracting(received.map(\.code))
        #expect(codes.sorted() == [])
    }

    /// What any operation refuses by the form of the request, before anything is decided.
    private static func refuseByForm(_ sut: CensusFixture) async throws {
        let (staff, program) = (sut.fixture.staff, Caller(isClient: true))
        for operation in sut.census.operations {
            let method = HTTPMethod(rawValue: operation.method)
            let path = operation.path.replacing("{from}", with: "2026-01-01").split(separator: "/").map { segment in
                segment.hasPrefix("{") ? "00000000-0000-7000-8000-000000000001" : String(segment)
            }.reduce("") { $0 + "/" + $1 }
            if operation.object["security"]?[0]?["bearer"] != nil {
                try await sut.refuse("unauthenticated", method, path)
                try await sut.refuse("forbidden", method, path, as: program)
            }
            if operation.path.contains("{id}") {
                let wrong = operation.path.replacing("{id}", with: "1").replacing("{name}", with: "a")
                    .replacing("{from}", with: "2026-01-01")
                try await sut.refuse("notFound", method, wrong, as: staff)
            }
            let types = operation.object["requestBody"]?["content"]?.object?.keys.sorted() ?? []
            if types.isEmpty {
                try await sut.refuse("invalid", method, path + "?unknown=1", as: staff)
                continue
            }
            // A wrong signature gets no other answer; the card provider's webhook is off here.
            if operation.path.hasSuffix("/stripe") { continue }
            func form(_ code: String, _ text: String, type: String = "application/json") async throws {
                let signature = WebhookSignature.header(
                    for: Array(text.utf8), secret: RegistrationFixture.secret, at: sut.fixture.clock.now)
                let hook: HTTPHeaders = operation.path.contains("webhooks") ? ["Muster-Signature": signature] : [:]
                try await sut.refuse(code, method, path, as: staff, text: text, type: type, headers: hook)
            }
            try await form("unsupportedMediaType", "x", type: "text/odd")
            if types == ["application/json"] {
                try await form("badRequest", "{")
                try await form("invalid", "[]")
                try await form("payloadTooLarge", String(repeating: " ", count: 8 << 20 + 1))
            }
        }
    }

    /// What passes by itself, and what is our own fault.
    private static func refuseByTrouble(_ census: ProblemCensus) async throws {
        let busy = CensusFixture(
            fixture: try await RegistrationFixture(desk: .init(queueLength: 0)), census: census)
        let offering = try await busy.fixture.offering()
        try await busy.refuse(
            "unavailable", "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])

        let dying = CensusFixture(fixture: try await RegistrationFixture(), census: census)
        let basic = try await dying.fixture.offering()
        try await dying.fixture.database.execute(
            Query(
                unsafeSQL: """
                    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(10); RETURN NULL; END $$
                    """))
        try await dying.fixture.database.execute(
            Query(
                unsafeSQL: """
                    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON scholarship DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW EXECUTE FUNCTION die()
                    """))
        try await dying.refuse(
            "outcomeUnknown", "POST", "/v1/scholarships", as: Caller(),
            ["offeringId": .string(basic), "statement": "No budget."])

        let broken = CensusFixture(fixture: try await RegistrationFixture(), census: census)
        let any = try await broken.fixture.offering()
        try await broken.fixture.database.execute("ALTER TABLE scholarship ADD CHECK (false)")
        try await broken.refuse(
            "internalError", "POST", "/v1/scholarships", as: Caller(),
            ["offeringId": .string(any), "statement": "No budget."])
    }

    /// What the server refuses before the application sees a request.
    private static func refuseByServer(_ sut: CensusFixture) async throws {
        let long = String(repeating: "a", count: 10_000)
        try await WebWire.serve(sut.fixture.application) { port in
            let fields = ["A", "B", "C"].map { "\($0): \(long)" }
            for (code, query, fields) in [
                ("targetTooLong", "?cursor=\(long)", []), ("headerTooLarge", "", fields),
            ] {
                let answer = try await WebWire.send(port, "GET", "/v1/courses" + query, fields: fields)
                let reply = Reply(status: answer.status, text: answer.body)
                sut.census.expect(code, "GET", "/v1/courses", reply)
            }
        }
    }

    private static func refuseByRate(_ fixture: RegistrationFixture, _ census: ProblemCensus) async throws {
        var web = WebConfiguration(title: "Muster registration")
        var limits = RateLimits()
        limits.standard = .init(perSecond: 0.001, burst: 1)
        web.rateLimits = limits
        let application = try WebApplication(
            fixture.base.parts.endpoints, configuration: web, tokens: NoTokens(), clock: { fixture.clock.now },
            log: .silent,
            metrics: MetricsRegistry())
        for status in [200, 429] {
            let reply = Reply(await application.handle(try HTTPRequest(.get, "/v1/courses")))
            #expect(reply.status == status)
            guard status == 429 else { continue }
            #expect(reply.headers["Retry-After"] != nil)
            census.expect("tooManyRequests", "GET", "/v1/courses", reply)
        }
    }
}

private struct NoTokens: TokenVerifying {
    struct Invalid: Error {}

    func verify(_ token: String, now: Instant) async throws -> Principal { throw Invalid() }
}
