import HTTP
import TestSupport
import Testing

@testable import Web

@Suite("Rate limits")
struct RateLimitTests {
    @Test("a bucket gives its burst at once, and then what flows in")
    func bucket() {
        let limiter = RateLimiter(.init(perSecond: 2, burst: 3), capacity: 10)
        for _ in 1...3 { #expect(limiter.take(.address("a"), at: 0) == nil) }
        #expect(limiter.take(.address("a"), at: 0) == 0.5)
        #expect(limiter.take(.address("b"), at: 0) == nil)
        #expect(limiter.take(.address("a"), at: 0.5) == nil)
        #expect(limiter.take(.address("a"), at: 0.5) == 0.5)
        for _ in 1...3 { #expect(limiter.take(.address("a"), at: 100) == nil) }
        #expect(limiter.take(.address("a"), at: 100) != nil)
    }

    @Test("a flood of callers does not fill the memory, nor refresh one who is limited and goes on")
    func memory() {
        let limiter = RateLimiter(.init(perSecond: 0.001, burst: 1), capacity: 100)
        #expect(limiter.take(.address("limited"), at: 0) == nil)
        for number in 0..<10_000 {
            _ = limiter.take(.address("caller \(number)"), at: 0)
            if number.isMultiple(of: 50) { #expect(limiter.take(.address("limited"), at: 0) != nil) }
        }
        #expect(limiter.count <= 200)
    }

    @Test("who asks too often gets 429 with Retry-After; others, and other classes, do not")
    func answers() async throws {
        let sample = try WebSample {
            var limits = RateLimits()
            limits.standard = .init(perSecond: 0.1, burst: 2)
            limits.sensitive = .init(perSecond: 0.1, burst: 1)
            $0.rateLimits = limits
        }
        for _ in 1...2 { #expect(try await sample.send(.get, "/v1/notes").status == 200) }
        let refused = try await sample.send(.get, "/v1/notes")
        #expect(refused.status == 429)
        #expect(refused.code == "tooManyRequests")
        #expect(["9", "10"].contains(refused.headers["Retry-After"]))
        #expect(try await sample.send(.get, "/v1/notes", from: "10.0.0.2").status == 200)
        #expect(try await sample.send(.get, "/v1/notes/recent", as: "member").status == 200)
        #expect(try await sample.send(.post, "/v1/tokens").status != 429)
        #expect(try await sample.send(.post, "/v1/tokens").status == 429)
    }

    @Test("behind a trusted proxy the client is who the proxy names last")
    func proxies() async throws {
        let sample = try WebSample {
            var limits = RateLimits()
            limits.standard = .init(perSecond: 0.1, burst: 1)
            $0.rateLimits = limits
            $0.trustedProxies = ["127.0.0.1"]
        }
        func ask(_ forwarded: String, from address: String) async throws -> Int {
            try await sample.send(.get, "/v1/notes", headers: ["X-Forwarded-For": forwarded], from: address).status
        }
        #expect(try await ask("9.9.9.9, 10.0.0.1", from: "127.0.0.1") == 200)
        #expect(try await ask("8.8.8.8, 10.0.0.1", from: "127.0.0.1") == 429)
        #expect(try await ask("10.0.0.2", from: "127.0.0.1") == 200)
        #expect(try await ask("1.1.1.1", from: "10.0.0.9") == 200)
        #expect(try await ask("2.2.2.2", from: "10.0.0.9") == 429)
    }
}
