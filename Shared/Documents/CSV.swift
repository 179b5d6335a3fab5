/// Writes RFC 4180 CSV in a form that spreadsheets do not interpret as formulas.
package struct CSVWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(header: [String]) {
        append(header)
    }

    /// Appends one line. A field that starts like a formula (`= + - @`, tab) gets an apostrophe as prefix.
    package mutating func append(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let safe = field.first.map { "=+-@\t\r".contains($0) } == true ? "'" + field : field
            if safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) {
                bytes.append(
                    contentsOf:
                        "\"\(safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
                        .utf8)
            } else {
                bytes.append(contentsOf: safe.utf8)
            }
        }
        bytes.append(contentsOf: [0x0D, 0x0A])
    }
}
