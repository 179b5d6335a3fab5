import CLibPQ

/// The address of the database, the user, and the limits of its sessions.
///
/// The URL is libpq's: `postgres://user@host:5432/name?sslmode=verify-full&sslrootcert=…` or `host=… dbname=…`; every
/// parameter of libpq passes through, and a failing name check of `verify-full` fails the connection.
package struct PostgresConfiguration: Sendable {
    /// libpq's parameters, without the password.
    var parameters: [String: String]

    /// Kept apart so that nothing prints it. Wins over one in the URL.
    package var password: Secret?

    /// First in the search path of each session; nil leaves the server's default.
    package var schema: String?
    /// The role that each session takes on with SET ROLE.
    package var role: String?
    package var applicationName = "muster"

    package var poolSize = 8
    /// Callers beyond so many waiting are turned away at once (`.poolFull`).
    package var maxWaiters = 256
    /// How long a caller waits for a connection (`.poolTimeout`).
    package var poolDeadline: Duration = .seconds(5)
    /// A connection is replaced after about this time, give or take a fifth, so that load spreads over new replicas.
    package var maximumLifetime: Duration = .seconds(1800)

    package var connectTimeout: Duration = .seconds(5)
    /// The server's own limits, as the last resort behind our deadlines. Zero is none.
    package var statementTimeout: Duration = .seconds(30)
    package var lockTimeout: Duration = .seconds(10)
    package var idleInTransactionTimeout: Duration = .seconds(60)
    /// Statements kept prepared on each connection.
    package var statementCacheSize = 256

    /// - Throws: `PostgresError(.configuration)` when libpq cannot read the text. The text is never repeated: it may
    ///   hold a password.
    package init(url: String) throws(PostgresError) {
        guard let options = PQconninfoParse(url, nil) else {
            throw PostgresError(.configuration, "the database URL cannot be read")
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        password = parameters.removeValue(forKey: "password").map(Secret.init)
        if let name = parameters.removeValue(forKey: "application_name") { applicationName = name }
        self.parameters = parameters
    }

    package var host: String? { parameters["host"] ?? parameters["hostaddr"] }
    package var port: Int? { parameters["port"].flatMap { Int($0) } }
    package var user: String? { parameters["user"] }

    package var database: String? {
        get { parameters["dbname"] }
        set { parameters["dbname"] = newValue }
    }

    /// One of libpq's parameters, such as `sslmode`.
    package subscript(parameter name: String) -> String? {
        get { parameters[name] }
        set { parameters[name] = newValue }
    }

    /// Text that is never printed, neither by interpolation nor by reflection.
    package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        let value: String

        package init(_ value: String) {
            self.value = value
        }

        package var description: String { "‹secret›" }
        package var debugDescription: String { description }
        package var customMirror: Mirror { Mirror(self, children: []) }
    }
}

extension PostgresConfiguration: CustomStringConvertible {
    /// Safe to log.
    package var description: String {
        let known = parameters.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.key == "sslpassword" ? "‹secret›" : $0.value)" }
        return (known + (password == nil ? [] : ["password=‹secret›"])).joined(separator: " ")
    }
}
