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

    /// Whether a method or a field's name may hold the byte (RFC 9110, 5.6.2).
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
    /// Whether a control character is there that no field's value may hold; the tab may. All bytes are looked at, many at a
    /// time: tokens are long, and nothing is wrong with them.
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
    /// `text` is ASCII in lower case.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { other in
            count == other.count && zip(self, other).allSatisfy { $0.asciiLowercased == $1 }
        }
    }
}
