import CCurl
import Executors
import Security

/// A libcurl handle on its own thread, because its calls block.
actor SMTPSession {
    private let executor = ThreadExecutor(name: "smtp")
    private let server: SMTPServer
    private var handle: UnsafeMutableRawPointer?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ server: SMTPServer) {
        self.server = server
    }

    /// Runs one SMTP transaction. Blocks the actor's thread until it has ended.
    func submit(_ message: MailMessage, _ gate: HandoverGate) -> MailOutcome {
        defer { gate.finish() }
        guard let curl = prepared() else { return .unreachable("libcurl did not start") }
        let transfer = SMTPTransfer(message.bytes, gate)
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        let recipients = curl_slist_append(nil, "<\(message.to.address)>")
        defer { curl_slist_free_all(recipients) }
        _ = muster_curl_set_text(curl, CURLOPT_MAIL_FROM, "<\(message.from.address)>")
        _ = muster_curl_set_list(curl, CURLOPT_MAIL_RCPT, recipients)
        _ = muster_curl_set_size(curl, CURLOPT_INFILESIZE_LARGE, curl_off_t(transfer.size))
        for option in [CURLOPT_READDATA, CURLOPT_HEADERDATA, CURLOPT_XFERINFODATA] {
            _ = muster_curl_set_pointer(curl, option, context)
        }
        let code = withExtendedLifetime(transfer) { curl_easy_perform(curl) }
        return transfer.outcome(code, error: String(cString: curl_easy_strerror(code)))
    }

    func close() {
        if let handle { curl_easy_cleanup(handle) }
        handle = nil
        executor.shutdown()
    }

    /// Returns the handle with the options that all messages share. It keeps the connection between messages.
    private func prepared() -> UnsafeMutableRawPointer? {
        if let handle { return handle }
        guard SMTPSession.isLibraryReady, let curl = curl_easy_init() else { return nil }
        _ = muster_curl_set_text(curl, CURLOPT_URL, server.url)
        _ = muster_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // Proxy settings in the environment are for HTTP.
        _ = muster_curl_set_text(curl, CURLOPT_PROXY, "")
        _ = muster_curl_set_long(curl, CURLOPT_NOSIGNAL, 1)
        _ = muster_curl_set_long(curl, CURLOPT_UPLOAD, 1)
        let encrypts = server.encryption != .off
        _ = muster_curl_set_long(
            curl, CURLOPT_USE_SSL, Int(encrypts ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
        if let file = server.trustFile { _ = muster_curl_set_text(curl, CURLOPT_CAINFO, file) }
        let milliseconds = Int(server.timeout.components.seconds) * 1000
        _ = muster_curl_set_long(curl, CURLOPT_TIMEOUT_MS, milliseconds)
        // Without this, libcurl waits two minutes for the reply to the QUIT that it sends after a timeout.
        _ = muster_curl_set_long(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, milliseconds / 1000)
        _ = muster_curl_set_long(curl, CURLOPT_CONNECTTIMEOUT_MS, min(30_000, milliseconds))
        // A server closes idle connections. A connection that may be closed is not reused.
        _ = muster_curl_set_long(curl, CURLOPT_MAXAGE_CONN, 20)
        if let user = server.user { _ = muster_curl_set_text(curl, CURLOPT_USERNAME, user) }
        server.password?.withBytes { bytes in
            _ = muster_curl_set_text(curl, CURLOPT_PASSWORD, String(decoding: bytes, as: UTF8.self))
        }
        _ = muster_curl_set_transfer(curl, CURLOPT_READFUNCTION, SMTPTransfer.read)
        _ = muster_curl_set_transfer(curl, CURLOPT_HEADERFUNCTION, SMTPTransfer.reply)
        _ = muster_curl_set_progress(curl, SMTPTransfer.progress)
        _ = muster_curl_set_long(curl, CURLOPT_NOPROGRESS, 0)
        handle = curl
        return curl
    }

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
