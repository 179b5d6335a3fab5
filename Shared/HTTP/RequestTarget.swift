/// What is wrong with a request's target; each is answered with 400.
package enum HTTPTargetError: Error, Hashable, Sendable {
    /// Neither a path nor an absolute address of this kind.
    case notAPath
    /// A `%` that two hexadecimal digits do not follow.
    case badEscape
    /// Bytes that are no UTF-8 once unescaped.
    case notUTF8
    /// A NUL or another control character, plain or escaped, in the path.
    case controlCharacter
}

/// A request's target taken apart: strict where RFC 3986 is, so that two readers cannot see two different paths.
struct RequestTarget: Sendable {
    let text: String
    let path: [String]
    let query: [(name: String, value: String)]

    init(_ text: String) throws(HTTPTargetError) {
        self.text = text
        let bytes = Array(text.utf8)
        let question = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
        self.path = try Self.path(bytes[..<question])
        self.query = question < bytes.count ? try Self.query(bytes[(question + 1)...]) : []
    }

    private static func path(_ bytes: ArraySlice<UInt8>) throws(HTTPTargetError) -> [String] {
        guard bytes.first == UInt8(ascii: "/") else { throw .notAPath }
        guard bytes.count > 1 else { return [] }
        var segments: [String] = []
        for segment in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            segments.append(try unescaped(segment, plusIsSpace: false, allowsControls: false))
        }
        return segments
    }

    private static func query(
        _ bytes: ArraySlice<UInt8>
    ) throws(HTTPTargetError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value = equals < pair.endIndex ? pair[(equals + 1)...] : []
            pairs.append(
                (
                    try unescaped(pair[..<equals], plusIsSpace: true, allowsControls: true),
                    try unescaped(value, plusIsSpace: true, allowsControls: true)
                ))
        }
        return pairs
    }

    private static func unescaped(
        _ bytes: ArraySlice<UInt8>, plusIsSpace: Bool, allowsControls: Bool
    ) throws(HTTPTargetError) -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                guard index + 1 < bytes.endIndex, let high = bytes[index].hexDigit,
                    let low = bytes[index + 1].hexDigit
                else { throw .badEscape }
                byte = high << 4 | low
                index += 2
            } else if byte == UInt8(ascii: "+"), plusIsSpace {
                byte = UInt8(ascii: " ")
            }
            guard byte != 0, allowsControls || (byte >= 0x20 && byte != 0x7F) else { throw .controlCharacter }
            plain.append(byte)
        }
        guard let text = String(validating: plain, as: UTF8.self) else { throw .notUTF8 }
        return text
    }
}

extension UInt8 {
    var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - 48
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - 87
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - 55
        default: nil
        }
    }
}
