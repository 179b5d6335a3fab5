import CCurl

/// The transfer of one message: the state of libcurl's callbacks and its progress. Used on the session's thread only.
final class SMTPTransfer {
    private let bytes: [UInt8]
    private let gate: HandoverGate
    private var position = 0
    /// Whether the body may be sent; nil until the gate has been asked.
    private var permission: Bool?
    private var lastReply = ""
    /// The server's refusal. Kept separately, because libcurl sends QUIT after it.
    private var refusal: (code: Int, text: String)?

    init(_ bytes: [UInt8], _ gate: HandoverGate) {
        self.bytes = bytes
        self.gate = gate
    }

    var size: Int { bytes.count }

    /// Supplies libcurl with the next bytes of the body, after the server has replied 354.
    static let read: muster_curl_transfer = { buffer, size, count, context in
        guard let context, let buffer else { return Int(CURL_READFUNC_ABORT) }
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.next(into: buffer, atMost: size * count)
    }

    private func next(into buffer: UnsafeMutablePointer<CChar>, atMost limit: Int) -> Int {
        let isAllowed = permission ?? gate.ask()
        permission = isAllowed
        // The server discards a message without its final line.
        guard isAllowed else { return Int(CURL_READFUNC_ABORT) }
        let part = bytes[position..<min(bytes.count, position + limit)]
        for (index, byte) in part.enumerated() { buffer[index] = CChar(bitPattern: byte) }
        position += part.count
        return part.count
    }

    /// Receives a line of the server's reply.
    static let reply: muster_curl_transfer = { line, size, count, context in
        if let context, let line {
            let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
            let bytes = UnsafeRawBufferPointer(start: line, count: size * count)
            let text = String(decoding: bytes.prefix(200), as: UTF8.self)
            transfer.note(String(text.map { $0.isNewline ? " " : $0 }.reversed().drop { $0 == " " }.reversed()))
        }
        return size * count
    }

    private func note(_ line: String) {
        if let code = Int(line.prefix(3)), code >= 400 { refusal = (code, line) }
        if refusal == nil { lastReply = line }
    }

    /// Aborts the transfer with a nonzero result if the task was cancelled and the body was not yet sent.
    static let progress: curl_xferinfo_callback = { context, _, _, _, _ in
        guard let context else { return 0 }
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.permission == nil && transfer.gate.isCancelled ? 1 : 0
    }

    /// - Parameter error: libcurl's message for the code.
    func outcome(_ code: CURLcode, error: String) -> MailOutcome {
        if code == CURLE_OK { return .sent(lastReply) }
        if permission == false { return .withdrawn }
        let (reply, text) = refusal ?? (0, error)
        if permission == true {
            guard position == bytes.count else { return .deferred(error) }
            // A reply after the final line is definite, whatever it says.
            guard reply >= 400 else { return .uncertain("no answer: \(error)") }
            return reply >= 500 ? .refused(text) : .deferred(text)
        }
        // Replies to MAIL, RCPT and DATA concern the message. Refusals of this client (sign-in, policy) do not.
        if code == CURLE_SEND_ERROR, reply >= 400 {
            if [421, 530, 535, 538].contains(reply) { return .unreachable(text) }
            return reply >= 500 ? .refused(text) : .deferred(text)
        }
        return .unreachable(text)
    }
}
