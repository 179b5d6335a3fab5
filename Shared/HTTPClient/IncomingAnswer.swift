/// The response data of one transfer. libcurl's callbacks fill it on the transfer's thread.
final class IncomingAnswer {
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    let cancellation: Cancellation
    private let limit: Int

    init(limit: Int, _ cancellation: Cancellation) {
        self.limit = limit
        self.cancellation = cancellation
    }

    fileprivate func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= limit else {
            isTooLarge = true
            return false
        }
        body += bytes
        return true
    }

    /// Parses one line of the head. A status line discards earlier headers, because a final response follows `100
    /// Continue`.
    fileprivate func appendLine(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") { return headers.removeAll() }
        guard let colon = line.firstIndex(of: ":"), headers.count < 200 else { return }
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
        let value = line[line.index(after: colon)...].drop(while: isSpace)
        let end = value.lastIndex { !isSpace($0) }.map { value.index(after: $0) } ?? value.startIndex
        headers.append((String(line[..<colon]), String(value[..<end])))
    }
}

/// libcurl's CURLOPT_WRITEFUNCTION. Returning fewer bytes than received ends the transfer.
func receiveBody(_ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
    -> Int
{
    guard let context else { return 0 }
    let answer = Unmanaged<IncomingAnswer>.fromOpaque(context).takeUnretainedValue()
    return answer.append(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
}

/// libcurl's CURLOPT_HEADERFUNCTION, called once per line.
func receiveHeader(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    Unmanaged<IncomingAnswer>.fromOpaque(context).takeUnretainedValue()
        .appendLine(UnsafeRawBufferPointer(start: data, count: size * count))
    return size * count
}

/// libcurl's CURLOPT_XFERINFOFUNCTION. A nonzero result aborts the transfer.
func reportProgress(
    _ context: UnsafeMutableRawPointer?, _ total: Int, _ now: Int, _ uploadTotal: Int, _ uploaded: Int
) -> Int32 {
    guard let context else { return 0 }
    return Unmanaged<IncomingAnswer>.fromOpaque(context).takeUnretainedValue().cancellation.isCancelled ? 1 : 0
}
