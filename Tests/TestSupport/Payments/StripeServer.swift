import Executors
import HTTP
import JSONTree
import Synchronization

/// A local server that speaks Stripe's documented forms: payment intents, refunds and their list, errors, idempotency
/// keys that get their first answer again. It can be told to fail, to be silent, and to hang up before or after it did
/// what it was asked for.
package final class StripeServer: Sendable {
    package enum Trouble: Sendable {
        case answer(status: Int, type: String, code: String? = nil, declineCode: String? = nil, retryAfter: Int? = nil)
        /// Longer than the client waits.
        case silence
        case hangUp
        case hangUpAfterwards
        case garbage
    }

    /// A request as it came.
    package struct Seen: Sendable {
        package var method: String
        package var target: String
        package var form: [String: String]
        package var key: String?
        package var authorization: String?
    }

    struct State {
        var seen: [Seen] = []
        var trouble: [Trouble] = []
        var answers: [String: (form: [String: String], status: Int, body: JSON)] = [:]
        var intents: [String: StripeIntent] = [:]
        var refunds: [StripeRefund] = []
        var events = 0
    }

    package let secretKey = "sk_test_local_server"
    let state = Mutex(State())
    private let server: Mutex<HTTPServer?> = Mutex(nil)
    private let address: Mutex<String> = Mutex("")

    package init() {}

    /// Runs `body` with a server of its own.
    package static func run<R>(_ body: (StripeServer) async throws -> R) async throws -> R {
        let stripe = StripeServer()
        let server = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 0)) { await stripe.answer($0) }
        let port = try server.start()
        stripe.address.withLock { $0 = "http://127.0.0.1:\(port)" }
        do {
            let result = try await body(stripe)
            await server.stop(deadline: .after(.seconds(1)))
            return result
        } catch {
            await server.stop(deadline: .after(.seconds(1)))
            throw error
        }
    }

    package var url: String { address.withLock { $0 } }
    package var seen: [Seen] { state.withLock { $0.seen } }
    package var refunds: [StripeRefund] { state.withLock { $0.refunds } }
    /// What was given back of an intent, one amount each.
    package func refunds(of intent: String) -> [Int] { refunds.filter { $0.intent == intent }.map(\.amount) }
    package var intents: [StripeIntent] { state.withLock { $0.intents.values.sorted { $0.id < $1.id } } }

    /// What becomes of the next requests, one each; afterwards all is well again.
    package func prepare(_ trouble: Trouble...) {
        state.withLock { $0.trouble += trouble }
    }

    private func answer(_ request: HTTPRequest) async -> HTTPResponse {
        let body = (try? await request.body.collect(upTo: 100_000)) ?? []
        let seen = Seen(
            method: request.method.rawValue, target: request.target, form: Self.form(body),
            key: request.headers["Idempotency-Key"], authorization: request.headers["Authorization"])
        let trouble = state.withLock { state -> Trouble? in
            state.seen.append(seen)
            return state.trouble.isEmpty ? nil : state.trouble.removeFirst()
        }
        switch trouble {
        case .answer(let status, let type, let code, let declineCode, let retryAfter):
            let body = Self.error(type, code: code, declineCode: declineCode)
            // An answer that was once given to a key is given again, except to a request that was not taken up.
            if let key = seen.key, ![401, 409, 429].contains(status) {
                state.withLock { $0.answers[key] = (seen.form, status, body) }
            }
            return Self.response(status, body, retryAfter: retryAfter)
        case .silence:
            try? await Task.sleep(for: .seconds(30))
            return HTTPResponse()
        case .hangUp: return Self.cut
        case .hangUpAfterwards:
            _ = result(seen, request)
            return Self.cut
        case .garbage: return HTTPResponse(body: .bytes(Array("<html>Bad Gateway</html>".utf8)))
        case nil:
            let (status, body) = result(seen, request)
            return Self.response(status, body)
        }
    }

    private func result(_ seen: Seen, _ request: HTTPRequest) -> (Int, JSON) {
        guard seen.authorization == "Bearer \(secretKey)" else {
            return (401, Self.error("invalid_request_error", code: "api_key_invalid"))
        }
        return state.withLock { state in
            if let key = seen.key, let known = state.answers[key] {
                guard known.form == seen.form else { return (400, Self.error("idempotency_error")) }
                return (known.status, known.body)
            }
            let (status, body) = state.take(seen, request)
            if let key = seen.key { state.answers[key] = (seen.form, status, body) }
            return (status, body)
        }
    }

    private static let cut = HTTPResponse(
        body: .stream(length: 500) { writer in
            try await writer.write([123])
            throw CancellationError()
        })

    static func error(_ type: String, code: String? = nil, declineCode: String? = nil) -> JSON {
        var error: [String: JSON] = ["type": .string(type), "message": .string("This is \(code ?? type).")]
        if let code { error["code"] = .string(code) }
        if let declineCode { error["decline_code"] = .string(declineCode) }
        return ["error": .object(error)]
    }

    private static func response(_ status: Int, _ body: JSON, retryAfter: Int? = nil) -> HTTPResponse {
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Request-Id": "req_local"]
        if let retryAfter { headers.add("Retry-After", "\(retryAfter)") }
        return HTTPResponse(status: status, headers: headers, body: .bytes(body.serialised()))
    }

    /// `a%5Bb%5D=c&d=e` as it is meant.
    private static func form(_ body: [UInt8]) -> [String: String] {
        let text = String(decoding: body, as: UTF8.self)
        let target = (try? HTTPRequest("POST", "/?" + text))?.query ?? []
        return Dictionary(target.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}
