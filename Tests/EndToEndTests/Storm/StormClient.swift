import Executors
import Foundation
import FoundationNetworking
import JSONTree

/// A staff tool that never gives up: a request that got no answer, or 503, goes to another replica, with the same
/// `Idempotency-Key`.
final class StormClient: Sendable {
    struct Answer: Sendable {
        let status: Int
        let json: JSON
        /// Sent more than once before the answer came.
        let wasRepeated: Bool
    }

    private let session: URLSession
    private let replicas: [String]
    private let next = Monitor(0)

    init(_ replicas: [String]) {
        self.replicas = replicas
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 15
        configuration.httpMaximumConnectionsPerHost = 64
        session = URLSession(configuration: configuration)
    }

    func send(
        _ method: String, _ path: String, token: String, _ body: JSON? = nil, key: String? = nil
    ) async throws -> Answer {
        var tries = 0
        while true {
            let base = next.withLock { next in
                next += 1
                return replicas[next % replicas.count]
            }
            guard let url = URL(string: base + path) else { throw URLError(.badURL) }
            var request = URLRequest(url: url)
            request.httpMethod = method
            request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
            if let key { request.setValue(key, forHTTPHeaderField: "Idempotency-Key") }
            if let body {
                request.httpBody = Data(body.serialised())
                request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            }
            do {
                let (data, response) = try await session.data(for: request)
                let status = (response as? HTTPURLResponse)?.statusCode ?? 0
                if status != 503 {
                    return Answer(
                        status: status, json: data.isEmpty ? .null : try JSON.parse(Array(data)),
                        wasRepeated: tries > 0)
                }
            } catch let error as URLError where error.code != .badURL && error.code != .cancelled {
                // Killed before, while or after it decided: nobody knows.
            }
            tries += 1
            guard tries < 200 else { throw URLError(.timedOut) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// A form, as a sign-in is.
    func token(_ accounts: String, email: String, password: String) async throws -> String {
        guard let url = URL(string: accounts + "/oauth/token") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        let words = password.replacingOccurrences(of: " ", with: "%20")
        request.httpBody = Data("grant_type=password&username=\(email)&password=\(words)".utf8)
        let (data, _) = try await session.data(for: request)
        guard let token = try JSON.parse(Array(data))["access_token"]?.string else {
            throw URLError(.userAuthenticationRequired)
        }
        return token
    }
}
