/// The reason why a request target is refused with 400.
package enum HTTPTargetError: Error, Hashable, Sendable {
    /// The target is neither a path nor an `http` or `https` URL with a path.
    case notAPath
    /// A `%` is not followed by two hexadecimal digits.
    case badEscape
    /// The unescaped bytes are not UTF-8.
    case notUTF8
    /// A byte must not appear unescaped in a target, a NUL, or an escaped control character in the path.
    case badCharacter
    /// The path has a `.` or `..` segment. Clients resolve these before they send.
    case dotSegment
}

/// A parsed request target. Parsing is strict, so that a proxy and the router never see different paths.
struct RequestTarget: Sendable {
    let text: String
    let path: [String]
    let query: [(name: String, value: String)]

    init(_ text: String) throws(HTTPTargetError) {
        var text = text
        // `withUTF8` does not preserve typed throws.
        let parsed: Result<RequestTarget, HTTPTargetError> = text.withUTF8 { bytes in
            do throws(HTTPTargetError) {
                return .success(try RequestTarget(bytes))
            } catch {
                return .failure(error)
            }
        }
        self = try parsed.get()
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPTargetError) {
        for byte in bytes where byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "#") { throw .badCharacter }
        let start = try Self.pathStart(bytes)
        let question = bytes[start...].firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        text = String(decoding: bytes, as: UTF8.self)
        path = try Self.path(bytes[start..<question])
        query = question < bytes.endIndex ? try Self.query(bytes[(question + 1)...]) : []
    }

    /// Returns the start of the path, which follows scheme and host in the absolute form. Every server must accept that
    /// form.
    private static func pathStart(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPTargetError) -> Int {
        if bytes.first == UInt8(ascii: "/") { return 0 }
        for scheme in ["http://", "https://"] {
            let count = scheme.utf8.count
            guard bytes.count > count, zip(bytes, scheme.utf8).allSatisfy({ $0.asciiLowercased == $1 }) else {
                continue
            }
            guard let slash = bytes[count...].firstIndex(of: UInt8(ascii: "/")), slash > count,
                !bytes[count..<slash].contains(UInt8(ascii: "?"))
            else { break }
            return slash
        }
        throw .notAPath
    }

    private static func path(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(HTTPTargetError) -> [String] {
        guard bytes.count > 1 else { return [] }
        var segments: [String] = []
        segments.reserveCapacity(bytes.reduce(0) { $0 + ($1 == UInt8(ascii: "/") ? 1 : 0) })
        var start = bytes.startIndex + 1
        while true {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
            let segment = try unescaped(bytes[start..<end], inPath: true)
            guard segment != ".", segment != ".." else { throw .dotSegment }
            segments.append(segment)
            guard end < bytes.endIndex else { return segments }
            start = end + 1
        }
    }

    private static func query(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>
    ) throws(HTTPTargetError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try unescaped(pair[..<equals], inPath: false)
            let value = equals < pair.endIndex ? try unescaped(pair[(equals + 1)...], inPath: false) : ""
            pairs.append((name, value))
        }
        return pairs
    }

    /// Unescapes a path segment, or a name or value of the query, in which `+` means a space.
    private static func unescaped(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, inPath: Bool
    ) throws(HTTPTargetError) -> String {
        let isPlain = !bytes.contains { $0 == UInt8(ascii: "%") || ($0 == UInt8(ascii: "+") && !inPath) }
        guard !isPlain else { return String(decoding: bytes, as: UTF8.self) }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                guard index + 1 < bytes.endIndex, let high = bytes[index].hexDigit, let low = bytes[index + 1].hexDigit
                else { throw .badEscape }
                byte = high << 4 | low
                index += 2
                guard byte != 0, !inPath || (byte >= 0x20 && byte != 0x7F) else { throw .badCharacter }
            } else if byte == UInt8(ascii: "+"), !inPath {
                byte = UInt8(ascii: " ")
            }
            plain.append(byte)
        }
        guard let text = String(validating: plain, as: UTF8.self) else { throw .notUTF8 }
        return text
    }
}
