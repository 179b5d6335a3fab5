package import Configuration
package import Contracts
import Messaging

/// The settings that every service has, beside those of its own list.
package enum SharedKeys {
    package static func all(for service: ServiceName, port: Int) -> [ConfigurationKey] {
        suite + database(service) + kafka(service) + http(service, port: port)
    }

    private static let suite: [ConfigurationKey] = [
        .choice(
            "MUSTER_ENVIRONMENT", default: "development", of: DeploymentEnvironment.allCases.map(\.rawValue),
            "Production refuses sample secrets, the movable clock and crash points."),
        .file("MUSTER_CONFIG_FILE", "A file of KEY=VALUE lines, read after command line and environment."),
        .instant("MUSTER_CLOCK", "Where the domain clock starts, when the database keeps no clock yet.")
            .developmentOnly,
        .timeZone(
            "MUSTER_TIME_ZONE", default: "America/Chicago",
            "The association's time zone, for dates that belong to no venue."),
        .flag("MUSTER_RATE_LIMITS", default: true, "Whether requests of a caller are limited by rate."),
        .choice(
            "MUSTER_LOG_LEVEL", default: "info",
            of: ["trace", "debug", "info", "notice", "warning", "error", "critical"],
            "The quietest line that is written."),
        .flag("MUSTER_MIGRATE_ON_START", default: true, "Whether serve applies pending migrations itself.")
            .inProduction(default: "off"),
        .string(
            "MUSTER_TOKEN_ISSUER", as: .url, default: "http://127.0.0.1:8081",
            "The iss of access tokens: the public address of accounts, the same in all four services."
        ).required(.inProduction),
        .list(
            "MUSTER_CORS_ORIGINS", of: .origin,
            "Origins whose pages may call the API, such as https://example.org; empty is none."),
        .string(
            "MUSTER_INSTANCE_ID",
            "The replica's own name, the same after its restart: with it a restart moves no partitions."),
        .list("MUSTER_TRUSTED_PROXIES", of: .address, "Addresses of proxies whose X-Forwarded-For is believed."),
        .duration(
            "MUSTER_SHUTDOWN_TIMEOUT", default: "8s", in: .seconds(1)...(.seconds(300)),
            "How long a stop may take before what is in flight is given up."),
        .duration(
            "MUSTER_START_PATIENCE", default: "60s", in: .seconds(0)...(.seconds(3600)),
            "How long serve waits at start for a database that does not answer yet."),
        .occurrence(
            "MUSTER_CRASH_AT", of: CrashPoint.allCases.map(\.rawValue),
            "Where the process kills itself as kill -9 would, for tests of what a crash costs."
        ).developmentOnly,
    ]

    private static func database(_ service: ServiceName) -> [ConfigurationKey] {
        let own = service.environmentPrefix
        return [
            .string(
                "DATABASE_URL", as: .database, default: "postgresql://127.0.0.1:5432/muster",
                "PostgreSQL, as a URL or a libpq connection string; sslmode and the like pass through."
            ).hidden.required(.inProduction).overridable(by: service),
            .secret("DATABASE_PASSWORD", "The database password, kept out of the URL.").overridable(by: service),
            .int("\(own)DATABASE_POOL_SIZE", default: 8, in: 1...64, "Connections of the pool."),
            .int(
                "\(own)DATABASE_POOL_WAITERS", default: 256, in: 1...10_000,
                "Requests that may wait for a connection; more are answered 503."),
            .duration(
                "\(own)DATABASE_POOL_WAIT", default: "5s", in: .milliseconds(10)...(.seconds(60)),
                "How long a request waits for a connection before it is answered 503."),
            .duration(
                "\(own)DATABASE_STATEMENT_TIMEOUT", default: "10s", in: .milliseconds(100)...(.seconds(600)),
                "The longest a statement may run."),
            .duration(
                "\(own)DATABASE_LOCK_TIMEOUT", default: "5s", in: .milliseconds(100)...(.seconds(600)),
                "The longest a statement may wait for a lock."),
        ]
    }

    private static func kafka(_ service: ServiceName) -> [ConfigurationKey] {
        [
            .string(
                "KAFKA_BOOTSTRAP_SERVERS", as: .brokers, default: "127.0.0.1:9092",
                "Brokers as host:port, separated by commas."
            )
            .required(.inProduction).overridable(by: service),
            .choice(
                "KAFKA_SECURITY_PROTOCOL", default: "plaintext",
                of: ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"],
                "How to speak to the brokers."
            ).overridable(by: service),
            .choice(
                "KAFKA_SASL_MECHANISM", default: "SCRAM-SHA-512", of: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"],
                "How to sign in, where the protocol is a sasl one."
            ).overridable(by: service),
            .string("KAFKA_SASL_USERNAME", "The service's own Kafka principal.").overridable(by: service)
                .needed(where: "KAFKA_SECURITY_PROTOCOL", isOneOf: ["sasl_plaintext", "sasl_ssl"]),
            .secret("KAFKA_SASL_PASSWORD", "The principal's password.").overridable(by: service)
                .needed(where: "KAFKA_SECURITY_PROTOCOL", isOneOf: ["sasl_plaintext", "sasl_ssl"]),
            .file("KAFKA_SSL_CA_LOCATION", "Certificates that brokers are trusted by; the system's when unset.")
                .overridable(by: service),
            .file("KAFKA_SSL_CERTIFICATE_LOCATION", "The client's own certificate.").overridable(by: service)
                .together(with: "KAFKA_SSL_KEY_LOCATION"),
            .file("KAFKA_SSL_KEY_LOCATION", "The client certificate's key.").overridable(by: service),
            .int("KAFKA_TOPIC_REPLICATION", default: 1, in: 1...9, "Copies of each partition of a topic made at start.")
                .inProduction(default: "3"),
        ]
    }

    private static func http(_ service: ServiceName, port: Int) -> [ConfigurationKey] {
        let own = service.environmentPrefix
        return [
            .string(
                "\(own)HTTP_HOST", as: .address, default: "127.0.0.1",
                "The numeric address to listen on; 0.0.0.0 is all."),
            .int("\(own)HTTP_PORT", default: port, in: 0...65_535, "The port to listen on; 0 takes any free one."),
            .file("\(own)HTTP_TLS_CERTIFICATE_FILE", "Certificate chain in PEM; with it the service speaks TLS only.")
                .together(with: "\(own)HTTP_TLS_KEY_FILE"),
            .file("\(own)HTTP_TLS_KEY_FILE", "The certificate's key in PEM."),
            .int("\(own)HTTP_THREADS", default: 2, in: 1...32, "Threads that read and write sockets."),
            .int("\(own)HTTP_CONNECTION_LIMIT", default: 4096, in: 16...100_000, "Open connections in all."),
            .int(
                "\(own)HTTP_CONNECTIONS_PER_ADDRESS", default: 0, in: 0...100_000,
                "Open connections of one address; 0 is no limit, right behind a proxy."),
        ]
    }
}
