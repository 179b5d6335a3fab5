import Imports
import Testing

@Suite struct CSVReaderTests {
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
            ("a\"b\n", [1: .strayQuote]), ("x\n\"open", [2: .openQuote]), ("\"a\"b\n", [1: .strayQuote]),
            ("x\na\u{0}b\ny", [2: .notText]), ("\"\u{0}\n\",a\nx", [1: .notText]),
            ("x\n\(long)\ny\n\(long)", [2: .tooLong, 4: .tooLong]), ("x\n\"open\ny\nz\n", [2: .openQuote]),
            ("\"open\nx,\"y\"\nz\"\n\"q\"\n", [1: .strayQuote, 3: .strayQuote]),
            ("x\n\"\(long)\ny", [2: .tooLong]), ("\"\n\(lines)x\n", [1: .openQuote]),
            ("\"a\nb\"c\n\"d\ne\"f\nx", [1: .strayQuote, 2: .strayQuote, 3: .strayQuote, 4: .strayQuote]),
        ] as [(String, [Int: CSVReader.Fault.Reason])])
    func `a line that is no CSV is told and stops no other, whole or byte by byte`(
        text: String, faults: [Int: CSVReader.Fault.Reason]
    ) {
        for rows in [rows([Array(text.utf8)]), rows(text.utf8.map { [$0] })] {
            var told: [Int: CSVReader.Fault.Reason] = [:]
            var lines: Set<Int> = []
            for row in rows {
                switch row {
                case .success(let record): #expect(lines.insert(record.line).inserted)
                case .failure(let fault):
                    #expect(told.updateValue(fault.reason, forKey: fault.line) == nil)
                    lines.insert(fault.line)
                }
            }
            #expect(told == faults)
            let breaks = text.utf8.count { $0 == UInt8(ascii: "\n") }
            #expect(lines.max() ?? 0 >= breaks)
        }
    }

    /// Every prefix and every change of a byte is read to its end, each line told once and in order.
    @Test func `whatever bytes come, each line is a record or a fault once and in order`() {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet = Array("\"\"\n,a\r\u{E9}\u{0}".utf8) + [0xFF]
        for _ in 0..<3000 {
            let bytes = (0..<next(60)).map { _ in alphabet[next(alphabet.count)] }
            let numbers = rows([bytes]).map { row in
                switch row {
                case .success(let record): record.line
                case .failure(let fault): fault.line
                }
            }
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, "\(bytes)")
            #expect(rows([bytes]) == rows(bytes.map { [$0] }))
        }
    }

    private static let long = String(repeating: "y", count: 70_000)
    private static let lines = String(repeating: "short\n", count: 20_000)

    private func rows(_ pieces: [[UInt8]]) -> [CSVReader.Row] {
        var reader = CSVReader()
        var rows: [CSVReader.Row] = []
        for piece in pieces { reader.feed(piece, into: &rows) }
        reader.finish(into: &rows)
        return rows
    }

    private func read(_ pieces: [[UInt8]]) throws -> [CSVReader.Record] {
        try rows(pieces).map { try $0.get() }
    }
}
