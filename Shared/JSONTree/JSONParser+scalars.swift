extension JSONParser {
    mutating func number() throws(JSONParseError) -> JSON {
        let start = position
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 >= 48 && $0 <= 57 } ?? false }
        var isWhole = true
        if next == UInt8(ascii: "-") { position += 1 }
        guard isDigit(next) else { throw error("expected a digit") }
        if next == UInt8(ascii: "0") {
            position += 1
            if isDigit(next) { throw error("a number starts with 0") }
        } else {
            while isDigit(next) { position += 1 }
        }
        if next == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard isDigit(next) else { throw error("expected a digit") }
            while isDigit(next) { position += 1 }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard isDigit(next) else { throw error("expected a digit") }
            while isDigit(next) { position += 1 }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int(text) { return .integer(integer) }
        guard let double = Double(text), double.isFinite else { throw error("a number beyond all range") }
        return JSON(double)
    }

    mutating func string() throws(JSONParseError) -> String {
        position += 1
        let start = position
        var bits: UInt8 = 0
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
            bits |= byte
            position += 1
        }
        if next == UInt8(ascii: "\"") {
            let slice = bytes[start..<position]
            position += 1
            // Most strings are ASCII, which needs no validation.
            return bits < 0x80 ? String(decoding: slice, as: UTF8.self) : try text(slice)
        }
        var buffer = ContiguousArray(bytes[start..<position])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(buffer[...])
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &buffer)
            case 0..<0x20: throw error("a control character in a string")
            default:
                buffer.append(byte)
                position += 1
            }
        }
        throw error("the text ends inside a string")
    }

    private func text(_ slice: ContiguousArray<UInt8>.SubSequence) throws(JSONParseError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw error("not valid UTF-8") }
        return text
    }

    private mutating func escape(into buffer: inout ContiguousArray<UInt8>) throws(JSONParseError) {
        guard let byte = next else { throw error("the text ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try escapedScalar()
            buffer.append(contentsOf: Character(scalar).utf8)
        default: throw error("an unknown escape")
        }
    }

    private mutating func escapedScalar() throws(JSONParseError) -> Unicode.Scalar {
        let high = try hex()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, next == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw error("a lone surrogate") }
        position += 2
        let low = try hex()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw error("a lone surrogate") }
        return scalar
    }

    private mutating func hex() throws(JSONParseError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw error("the text ends inside a string") }
        var value: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error("expected four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
        }
        position += 4
        return value
    }
}
