import HTTP
import JSONTree
package import Postgres
import Primitives
import Security
import UseCases
package import Web

/// The idempotency keys of calls that are decided in one transaction, read and taken by two statements.
///
/// Read `reading`, ask `answer` of each call, and `finish` before the COMMIT. A call without a key needs no statement.
package struct IdempotencyClaims: Sendable {
    /// Two calls of one key must not be in one group: the second has to see what the first was answered.
    package struct Key: Hashable, Sendable {
        package let caller: String
        package let route: String
        package let key: String
    }

    private struct Claim: Sendable {
        let index: Int
        let key: Key
        /// A digest of what was asked.
        let request: [UInt8]
    }

    private let claims: [Claim]
    private var known: [Int: Result<Response, Problem>] = [:]

    package init(_ calls: [Call]) {
        claims = calls.enumerated().compactMap { index, call in
            Self.key(of: call).map {
                Claim(index: index, key: $0, request: sha256(Array(call.request.target.utf8) + [0] + call.body))
            }
        }
    }

    /// Nil without a key, and where the endpoint does not honour one.
    package static func key(of call: Call) -> Key? {
        guard call.endpoint.operation.isIdempotent, let key = call.idempotencyKey else { return nil }
        return Key(
            caller: call.principal?.personID.description ?? call.clientAddress,
            route: "\(call.endpoint.method) \(call.endpoint.path)", key: key)
    }

    /// Takes the keys and reads what their calls were answered before, in one round trip with other readings of the
    /// transaction. The transaction of a duplicate waits here until the first one ends.
    ///
    /// - Returns: The claims, of which `answer` and `finish` are asked.
    package var reading: Reading<IdempotencyClaims> {
        Reading(queries) { answers in
            var claims = self
            try claims.read(answers)
            return claims
        }
    }

    private var queries: [Query] {
        guard !claims.isEmpty else { return [] }
        return [
            """
            INSERT INTO idempotency_key AS k (caller, route, key, request)
            SELECT * FROM unnest(\(keys(\.caller)), \(keys(\.route)), \(keys(\.key)), \(claims.map(\.request)))
                AS n (caller, route, key, request) ORDER BY caller, route, key
            ON CONFLICT (caller, route, key) DO UPDATE SET
                request = excluded.request, status = NULL, content_type = NULL, version = NULL, headers = NULL,
                body = NULL, created_at = now()
            WHERE k.created_at < now() - interval '24 hours'
            RETURNING caller, route, key
            """,
            """
            SELECT caller, route, key, request, status, content_type, version, headers, body FROM idempotency_key
            JOIN unnest(\(keys(\.caller)), \(keys(\.route)), \(keys(\.key))) AS n (caller, route, key)
                USING (caller, route, key)
            """,
        ]
    }

    private mutating func read(_ answers: [[Row]]) throws {
        guard answers.count == 2 else { return }
        let taken = Set(try answers[0].map(Self.key))
        var kept: [Key: Row] = [:]
        for row in answers[1] { kept[try Self.key(row)] = row }
        for claim in claims where !taken.contains(claim.key) {
            // Removed between the two statements: the sweep took it, so the next try is a first one.
            known[claim.index] = try kept[claim.key].map { try Self.answer($0, to: claim) } ?? .failure(.unavailable())
        }
    }

    /// What the call was answered before; nil when it is the first, or has no key.
    ///
    /// - Throws: `idempotencyKeyReused` when the key belongs to another request.
    package func answer(_ index: Int) throws(Problem) -> Response? { try known[index]?.get() }

    /// Keeps the answers of the calls whose keys were taken, and forgets the keys of those that were refused, with the
    /// COMMIT.
    ///
    /// - Parameter answers: of each call; nil when it was refused. They must be held in memory: no file, no stream.
    package func finish(_ answers: [Response?], _ sql: Transaction) {
        let mine = claims.filter { known[$0.index] == nil }
        let kept = mine.compactMap { claim in answers[claim.index].map { (claim.key, $0) } }
        if !kept.isEmpty {
            sql.enqueue(
                """
                UPDATE idempotency_key SET status = n.status, content_type = NULLIF(n.content_type, ''),
                    version = NULLIF(n.version, -1), headers = n.headers::jsonb, body = NULLIF(n.body, '')
                FROM unnest(\(kept.map(\.0.caller)), \(kept.map(\.0.route)), \(kept.map(\.0.key)),
                    \(kept.map(\.1.status)), \(kept.map { $0.1.contentType ?? "" }),
                    \(kept.map { $0.1.version ?? -1 }), \(kept.map { $0.1.headersAsJSON }),
                    \(kept.map { $0.1.bytesToKeep }))
                    AS n (caller, route, key, status, content_type, version, headers, body)
                WHERE (idempotency_key.caller, idempotency_key.route, idempotency_key.key) = (n.caller, n.route, n.key)
                """)
        }
        let refused = mine.filter { answers[$0.index] == nil }.map(\.key)
        guard !refused.isEmpty else { return }
        sql.enqueue(
            """
            DELETE FROM idempotency_key WHERE (caller, route, key) IN (SELECT * FROM unnest(
                \(refused.map(\.caller)), \(refused.map(\.route)), \(refused.map(\.key))))
            """)
    }

    private func keys(_ part: KeyPath<Key, String>) -> [String] { claims.map { $0.key[keyPath: part] } }

    private static func key(_ row: Row) throws -> Key {
        Key(caller: try row.value(at: 0), route: try row.value(at: 1), key: try row.value(at: 2))
    }

    private static func answer(_ row: Row, to claim: Claim) throws -> Result<Response, Problem> {
        guard try row.value(at: 3, as: [UInt8].self) == claim.request else {
            return .failure(Problem(.idempotencyKeyReused))
        }
        guard let status: Int = try row.value(at: 4) else { return .failure(.unavailable()) }
        let fields = (try row.value(at: 7, as: JSON?.self)?.array ?? []).map {
            (name: $0[0]?.string ?? "", value: $0[1]?.string ?? "")
        }
        let body: [UInt8]? = try row.value(at: 8)
        return .success(
            Response(
                status: status, contentType: try row.value(at: 5), body: body.map { .bytes($0) } ?? .empty,
                version: try row.value(at: 6), headers: fields))
    }
}

extension Response {
    fileprivate var headersAsJSON: String {
        String(
            decoding: JSON.array(headers.map { [.string($0.name), .string($0.value)] }).serialised(), as: UTF8.self)
    }

    fileprivate var bytesToKeep: [UInt8] {
        switch body {
        case .bytes(let bytes): return bytes
        case .empty: return []
        case .file, .stream: preconditionFailure("an answer to be remembered is a file or a stream")
        }
    }
}
