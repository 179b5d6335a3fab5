extension UInt8 {
    var asciiLowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }

    var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - 48
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - 87
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - 55
        default: nil
        }
    }

    /// Whether the byte may appear in a method or a field name (RFC 9110, 5.6.2).
    var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

}

extension UnsafeRawBufferPointer {
    /// Whether the bytes contain a control character other than tab, which field values must not have. The loop
    /// examines every byte so that it can be vectorized: values such as tokens are long and almost always valid.
    var holdsForbiddenInValue: Bool {
        var found: UInt8 = 0
        for byte in self {
            let isControl: UInt8 = byte < 0x20 ? 1 : 0
            let isOther: UInt8 = byte == 0x09 ? 0 : 1
            let isDelete: UInt8 = byte == 0x7F ? 1 : 0
            found |= isControl & isOther | isDelete
        }
        return found != 0
    }
}

extension Collection<UInt8> {
    /// Compares with an ASCII text in lower case, ignoring case.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { other in
            count == other.count && zip(self, other).allSatisfy { $0.asciiLowercased == $1 }
        }
    }
}
