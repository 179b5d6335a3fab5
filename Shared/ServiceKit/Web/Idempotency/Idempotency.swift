import HTTP
import JSONSchema
package import Postgres
import Primitives
import Security

/// Remembers the answers of creating requests by their `Idempotency-Key`, in the transaction of their effect: whoever
/// sends a request again, after a lost answer or at the same time, gets the first one's answer and no second effect.
///
/// A key belongs to one caller and one route, for 24 hours of real time. A refusal is not remembered: its transaction is
/// rolled back, and the next try is decided anew.
package enum Idempotency {
    /// In the service's schema, after those of the journal and the kit.
    package static let migrations = [
        Migration(
            "0001_idempotency", of: "idempotency",
            """
            CREATE TABLE idempotency_key (
                caller text NOT NULL,
                route text NOT NULL,
                key text NOT NULL,
                request bytea NOT NULL,
                status integer,
                content_type text,
                version bigint,
                headers jsonb,
                body bytea,
                created_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (caller, route, key)
            );
            CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);
            """)
    ]

    /// Takes the call's key for this transaction. The transaction of a duplicate waits here until the first one ends.
    ///
    /// - Returns: the answer that was given before, to be sent again; nil when the call is the first, or has no key.
    /// - Throws: `idempotencyKeyReused` when the key belongs to another request.
    package static func claim(_ call: Call, _ sql: Transaction) async throws -> Response? {
        guard let key = call.ownedKey else { return nil }
        let claimed = try await sql.query(
            """
            INSERT INTO idempotency_key AS k (caller, route, key, request)
            VALUES (\(key.caller), \(key.route), \(key.key), \(key.request))
            ON CONFLICT (caller, route, key) DO UPDATE SET
                request = excluded.request, status = NULL, content_type = NULL, version = NULL, headers = NULL,
                body = NULL, created_at = now()
            WHERE k.created_at < now() - interval '24 hours'
            RETURNING 1
            """)
        guard claimed.isEmpty else { return nil }
        let rows = try await sql.query(
            """
            SELECT request, status, content_type, version, headers, body FROM idempotency_key
            WHERE caller = \(key.caller) AND route = \(key.route) AND key = \(key.key)
            """)
        // Removed between the two statements: the sweep took it, so the next try is a first one.
        guard let row = rows.first else { throw Problem.unavailable() }
        let (request, status, contentType, version, headers, body) = try row.decode(
            ([UInt8], Int?, String?, Int?, JSON?, [UInt8]?).self)
        guard request == key.request else { throw Problem(.idempotencyKeyReused) }
        guard let status else { throw Problem.unavailable() }
        let fields = (headers?.array ?? []).map { (name: $0[0]?.string ?? "", value: $0[1]?.string ?? "") }
        return Response(
            status: status, contentType: contentType, body: body.map { .bytes($0) } ?? .empty, version: version,
            headers: fields)
    }

    /// Keeps the answer of the call whose key `claim` took, to be written with the COMMIT. It must be held in memory:
    /// no file, no stream.
    package static func remember(_ response: Response, of call: Call, _ sql: Transaction) {
        guard let key = call.ownedKey else { return }
        var body: [UInt8]?
        switch response.body {
        case .bytes(let bytes): body = bytes
        case .empty: body = nil
        case .file, .stream: preconditionFailure("\(key.route): an answer to be remembered is a file or a stream")
        }
        let headers = JSON.array(response.headers.map { [.string($0.name), .string($0.value)] })
        sql.enqueue(
            """
            UPDATE idempotency_key SET status = \(response.status), content_type = \(response.contentType),
                version = \(response.version), headers = \(headers), body = \(body)
            WHERE caller = \(key.caller) AND route = \(key.route) AND key = \(key.key)
            """)
    }

    /// Forgets keys older than a day; to be run every hour or so.
    ///
    /// - Returns: how many.
    @discardableResult
    package static func removeExpired(_ database: PostgresClient) async throws -> Int {
        try await database.execute("DELETE FROM idempotency_key WHERE created_at < now() - interval '24 hours'")
    }
}

extension Call {
    fileprivate struct OwnedKey {
        let caller: String
        let route: String
        let key: String
        /// A digest of what was asked.
        let request: [UInt8]
    }

    /// The key with its owner; nil without one, and where the endpoint does not honour it.
    fileprivate var ownedKey: OwnedKey? {
        guard endpoint.isIdempotent, let key = idempotencyKey else { return nil }
        return OwnedKey(
            caller: principal?.personID.description ?? clientAddress, route: "\(endpoint.method) \(endpoint.path)",
            key: key, request: sha256(Array(request.target.utf8) + [0] + body))
    }
}
