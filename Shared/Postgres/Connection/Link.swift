import CLibPQ
import Executors
import Glibc

/// One libpq connection, in pipeline mode and nonblocking. Used by `PostgresConnection` alone, on its thread, where
/// each call blocks until the server answered.
///
/// Nonblocking is what keeps a large pipeline from a deadlock: while libpq cannot write it reads, so the server never
/// waits for us to take its answers before it takes our statements.
final class Link {
    let connection: OpaquePointer
    var cache: StatementCache
    /// A connection whose conversation was cut off in the middle is of no use any more.
    var isBroken = false
    var scratch = ParameterBuffer()
    private let gate: CancelGate
    private let isEncrypted: Bool
    private let notices: NoticeSink

    /// Connects, which blocks: names are looked up, TLS and authentication done.
    init(
        _ configuration: PostgresConfiguration, gate: CancelGate, observer: any PostgresObserver
    ) throws(PostgresError) {
        guard let connection = connect(configuration) else { throw PostgresError(.connection, "out of memory") }
        guard PQstatus(connection) == CONNECTION_OK else {
            // libpq's text names host, user and database, never the password.
            let message = PQerrorMessage(connection).map { String(cString: $0) }
            PQfinish(connection)
            throw PostgresError(.connection, message.map(singleLine))
        }
        self.connection = connection
        self.gate = gate
        cache = StatementCache(capacity: configuration.statementCacheSize)
        isEncrypted = PQsslInUse(connection) != 0
        notices = NoticeSink(observer: observer)
        notices.attach(to: connection)
        gate.use(CancelHandle(of: connection))
        PQsetnonblocking(connection, 1)
        PQenterPipelineMode(connection)
    }

    deinit {
        gate.use(nil)
        PQfinish(connection)
    }

    var isInTransaction: Bool {
        PQtransactionStatus(connection) == PQTRANS_INTRANS || PQtransactionStatus(connection) == PQTRANS_INERROR
    }

    /// Fit for the next caller: connected and in no transaction.
    var isClean: Bool {
        !isBroken && PQstatus(connection) == CONNECTION_OK && PQtransactionStatus(connection) == PQTRANS_IDLE
    }

    /// Whether an idle connection was lost. Unrequested data from the server announces its end, or is rare enough to be
    /// treated so.
    var isStale: Bool {
        guard isClean else { return true }
        var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) != 0
    }

    var backendProcess: Int32 { PQbackendPID(connection) }

    /// The next answer; nil is libpq's mark between the answers to two statements.
    func nextResult(_ limit: Limit) throws(PostgresError) -> OpaquePointer? {
        while PQisBusy(connection) != 0 {
            let mustWrite = PQflush(connection) == 1
            try wait(for: mustWrite ? Int16(POLLIN | POLLOUT) : Int16(POLLIN), limit)
            // A TLS record of a new server can be twice what libpq takes at once, and the rest does not wake poll.
            guard PQconsumeInput(connection) != 0, !isEncrypted || PQconsumeInput(connection) != 0 else { break }
        }
        return PQgetResult(connection)
    }

    /// Sleeps until the socket is ready. A passed deadline or a cancelled task first stops the statement at the server;
    /// when no answer comes even then, the connection is given up.
    private func wait(for events: Int16, _ limit: Limit) throws(PostgresError) {
        var descriptor = pollfd(fd: PQsocket(connection), events: events, revents: 0)
        while true {
            let deadline = limit.grace ?? limit.deadline
            let ready = poll(&descriptor, 1, deadline.milliseconds(atMost: 500))
            if ready > 0 || (ready < 0 && errno != EINTR) { return }
            if limit.grace == nil {
                if limit.deadline.hasPassed { gate.request(limit.operation, .deadline) }
                if gate.reason != nil { limit.grace = .after(.seconds(5)) }
            } else if deadline.hasPassed {
                isBroken = true
                throw PostgresError(.connection, "the server did not answer")
            }
        }
    }

    /// How long one operation may take, and its number at the `CancelGate`.
    final class Limit {
        let deadline: Deadline
        let operation: UInt64
        /// Set once the server was asked to stop: how long its answer may take.
        fileprivate(set) var grace: Deadline?

        init(deadline: Deadline, operation: UInt64) {
            self.deadline = deadline
            self.operation = operation
        }
    }
}

/// libpq's messages end with a line feed and may have several lines.
func singleLine(_ message: String) -> String {
    message.split(separator: "\n").joined(separator: "; ")
}

/// Opens with our defaults under the URL's own parameters: a peer that vanished is noticed within a minute.
private func connect(_ configuration: PostgresConfiguration) -> OpaquePointer? {
    var parameters = [
        "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "30000",
        // libpq counts whole seconds and takes 1 for 2.
        "connect_timeout": "\(max(2, configuration.connectTimeout.components.seconds))",
    ]
    parameters.merge(configuration.parameters) { _, own in own }
    parameters["application_name"] = configuration.applicationName
    parameters["client_encoding"] = "UTF8"
    parameters["password"] = configuration.password?.value
    let pairs = parameters.map { (strdup($0.key), strdup($0.value)) }
    defer {
        for (key, value) in pairs {
            free(key)
            free(value)
        }
    }
    let keys = pairs.map { UnsafePointer($0.0) } + [nil]
    let values = pairs.map { UnsafePointer($0.1) } + [nil]
    return PQconnectdbParams(keys, values, 0)
}

/// Hands the server's notices to the observer; libpq would print them to standard error.
private final class NoticeSink {
    private let observer: any PostgresObserver

    init(observer: any PostgresObserver) {
        self.observer = observer
    }

    /// The connection's owner keeps the sink alive as long as the connection.
    func attach(to connection: OpaquePointer) {
        PQsetNoticeReceiver(
            connection,
            { sink, result in
                guard let sink, let message = PQresultErrorMessage(result) else { return }
                let target = Unmanaged<NoticeSink>.fromOpaque(sink).takeUnretainedValue()
                target.observer.notice(singleLine(String(cString: message)))
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
