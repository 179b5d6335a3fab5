import CCurl

/// One message on its way: what libcurl's callbacks need, and how far it came. Used on the session's thread alone.
final class SMTPTransfer {
    private let bytes: [UInt8]
    private let gate: HandoverGate
    private var position = 0
    /// Whether the body may leave; nil before it was asked.
    private var permission: Bool?
    private var lastReply = ""
    /// What the server refused with. Kept apart, as libcurl says QUIT after it.
    private var refusal: (code: Int, text: String)?

    init(_ bytes: [UInt8], _ gate: HandoverGate) {
        self.bytes = bytes
        self.gate = gate
    }

    var size: Int { bytes.count }

    /// libcurl wants the next bytes of the body: the server has said 354.
    static let read: muster_curl_transfer = { buffer, size, count, context in
        guard let context, let buffer else { return Int(CURL_READFUNC_ABORT) }
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.next(into: buffer, atMost: size * count)
    }

    private func next(into buffer: UnsafeMutablePointer<CChar>, atMost limit: Int) -> Int {
        let isAllowed = permission ?? gate.ask()
        permission = isAllowed
        // Ended without its last line, the server forgets the message.
        guard isAllowed else { return Int(CURL_READFUNC_ABORT) }
        let part = bytes[position..<min(bytes.count, position + limit)]
        for (index, byte) in part.enumerated() { buffer[index] = CChar(bitPattern: byte) }
        position += part.count
        return part.count
    }

    /// A line that the server said.
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

    /// Other than 0 ends the transfer: when its task was cancelled, as long as the message is not out.
    static let progress: curl_xferinfo_callback = { context, _, _, _, _ in
        guard let context else { return 0 }
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.permission == nil && transfer.gate.isCancelled ? 1 : 0
    }

    /// - Parameter error: what libcurl says of the code.
    func outcome(_ code: CURLcode, error: String) -> MailOutcome {
        if code == CURLE_OK { return .sent(lastReply) }
        if permission == false { return .withdrawn }
        let (reply, told) = refusal ?? (0, error)
        if permission == true {
            guard position == bytes.count else { return .deferred(error) }
            // An answer after the last line is one, whatever it says.
            guard reply >= 400 else { return .uncertain("no answer: \(error)") }
            return reply >= 500 ? .refused(told) : .deferred(told)
        }
        // MAIL, RCPT and DATA: the message's own. What the server says of us (sign-in, policy) is nothing of the message.
        if code == CURLE_SEND_ERROR, reply >= 400 {
            if [421, 530, 535, 538].contains(reply) { return .unreachable(told) }
            return reply >= 500 ? .refused(told) : .deferred(told)
        }
        return .unreachable(told)
    }
}
