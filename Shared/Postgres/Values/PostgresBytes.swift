/// Values in PostgreSQL's binary format, one behind the other, as they are bound to a query.
package struct PostgresBytes: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// PostgreSQL stores none in a text.
    private(set) var hasZeroInText = false

    package init() {}

    package mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func append(text: String) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        if bytes[start...].contains(0) { hasZeroInText = true }
    }

    package mutating func append(raw: some Collection<UInt8>) {
        bytes.append(contentsOf: raw)
    }

    /// `array_recv`'s form: dimensions, flags, the elements' type, count, lower bound, then each with its length, -1
    /// for NULL.
    mutating func append<Element: PostgresEncodable>(array elements: [Element]) {
        append(Int32(elements.isEmpty ? 0 : 1))
        append(Int32(0))
        append(Element.postgresOID)
        guard !elements.isEmpty else { return }
        append(Int32(elements.count))
        append(Int32(1))
        for element in elements {
            let start = bytes.count
            append(Int32(-1))
            guard element.postgresEncode(to: &self) else { continue }
            let length = Int32(bytes.count - start - 4)
            withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
        }
    }

    mutating func append(_ other: PostgresBytes) {
        bytes.append(contentsOf: other.bytes)
        hasZeroInText = hasZeroInText || other.hasZeroInText
    }
}
