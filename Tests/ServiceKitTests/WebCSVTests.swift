import ServiceKit
import Testing

@Suite struct WebCSVTests {
    @Test(
        arguments: [
            ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]), ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
            ("\"x, y\",\"say \"\"hi\"\"\"\n", [["x, y", "say \"hi\""]]), ("a\n\n\nb", [["a"], ["b"]]),
            ("\u{FEFF}a,\n", [["a", ""]]), ("\"two\nlines\",x", [["two\nlines", "x"]]),
        ] as [(String, [[String]])])
    func `CSV is read the same whole or byte by byte`(text: String, fields: [[String]]) throws {
        #expect(try read([Array(text.utf8)]).map(\.fields) == fields)
        #expect(try read(text.utf8.map { [$0] }).map(\.fields) == fields)
    }

    @Test(
        arguments: [
            ("a\"b\n", 1, .strayQuote), ("x\n\"open", 2, .openQuote), ("\"a\"b\n", 1, .strayQuote),
            ("x\na\u{0}b\n", 2, .notText), ("x\n" + String(repeating: "y", count: 70_000), 2, .tooLong),
        ] as [(String, Int, CSVReader.Failure.Reason)])
    func `what is no CSV is refused with its line`(text: String, line: Int, reason: CSVReader.Failure.Reason) {
        #expect(throws: CSVReader.Failure(line: line, reason)) { try read([Array(text.utf8)]) }
    }

    @Test func `what stands before a fault is read`() {
        var reader = CSVReader()
        var records: [CSVReader.Record] = []
        #expect(throws: CSVReader.Failure(line: 3, .strayQuote)) {
            try reader.feed(Array("a\nb\nc\"d\n".utf8), into: &records)
        }
        #expect(records.map(\.fields) == [["a"], ["b"]])
    }

    private func read(_ pieces: [[UInt8]]) throws -> [CSVReader.Record] {
        var reader = CSVReader()
        var records: [CSVReader.Record] = []
        for piece in pieces { try reader.feed(piece, into: &records) }
        try reader.finish(into: &records)
        return records
    }
}
