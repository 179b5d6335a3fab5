import CMicroHTTPD
import Glibc

/// Writes a response directly to the socket, for a case that the library does not support: refusing a request while its
/// body arrives. The library accepts a response only before the first byte, and then closes the connection with unread
/// bytes, on which many clients discard the response; or after the last byte.
enum DirectResponse {
    /// Writes the whole response without waiting and closes the sending side.
    ///
    /// - Returns: false if the response was not written completely or its body is not in memory.
    static func send(_ answer: HTTPResponse, to socket: Int32, withBody: Bool) -> Bool {
        let body: [UInt8]
        switch answer.body {
        case .empty: body = []
        case .bytes(let bytes): body = bytes
        case .file, .stream: return false
        }
        var text = "HTTP/1.1 \(answer.status) \(String(cString: MHD_get_reason_phrase_for(UInt32(answer.status))))\r\n"
        text += "Date: \(date())\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
        _ = answer.headers.forEachField { name, value in
            text += "\(String(cString: name)): \(String(cString: value))\r\n"
            return true
        }
        let message = Array((text + "\r\n").utf8) + (withBody ? body : [])
        let sent = message.withUnsafeBytes {
            Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        guard sent == message.count else { return false }
        shutdown(socket, Int32(SHUT_WR))
        return true
    }

    private static func date() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            let count = strftime(text.baseAddress!, 64, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            return String(decoding: UnsafeRawBufferPointer(text)[..<count], as: UTF8.self)
        }
    }
}
