import FoundationEssentials
import JSONTree
import Primitives
import Testing

@Suite struct `Encoding answers` {
    private struct Invoice: Codable, Equatable {
        let id: InvoiceID
        @Nullable var number: String?
        @Nullable var due: Day?
        var note: String?
    }

    @Test func `a nullable field is written as null, an ordinary optional one is left out`() throws {
        let id = InvoiceID.new()
        let json = try JSON.parse(JSON.encode(Invoice(id: id, number: nil, due: Day("2026-01-02"), note: nil)))
        #expect(json == ["id": .string(id.description), "number": .null, "due": "2026-01-02"])
    }

    @Test func `a nullable field may be null or absent when it is read`() throws {
        let id = InvoiceID.new()
        for text in [#"{"id":"\#(id)"}"#, #"{"id":"\#(id)","number":null}"#] {
            let invoice = try JSON.decode(Invoice.self, from: text.utf8)
            #expect(invoice == Invoice(id: id, number: nil, due: nil, note: nil))
        }
    }

    @Test func `a tree passes through Codable unchanged, by itself and as a field, also with Foundation's coders`()
        throws
    {
        struct Row: Codable, Equatable { var details: JSON }
        let value: JSON = ["a": [1, 2.5, true, .null, "x"], "b": [:], "c": []]
        let row = Row(details: value)
        #expect(try JSON.decode(JSON.self, from: JSON.encode(value)) == value)
        #expect(try JSON.decode(Row.self, from: JSON.encode(row)) == row)
        #expect(try JSONDecoder().decode(Row.self, from: JSONEncoder().encode(row)) == row)
    }

    private struct Every: Encodable {
        enum Kind: String, Encodable { case some }
        struct Empty: Encodable {}
        final class Child: Parent {
            override func encode(to encoder: any Encoder) throws {
                try super.encode(to: encoder)
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(2, forKey: .own)
            }
            enum Keys: CodingKey { case own }
        }
        class Parent: Encodable {
            var inherited = 1
        }

        let text = "é\"\\\u{1}/\n\u{7f}"
        let numbers: [Double] = [1, -0.5, 1e300, 3]
        let small: Int8 = -5
        let large = UInt64.max
        let flags = [true, false]
        let kind = Kind.some
        let nested: [[Int]] = [[], [1, 2], []]
        let names: [String: Int?] = ["a": 1]
        let counts: [Int: String] = [5: "x"]
        let optional: [String?] = [nil, "a"]
        let nothing: Int? = nil
        let empty = Empty()
        let id = PersonID(UUID())
        let day = Day("2026-01-02")
        let child = Child()
        let tree: JSON = ["a": [.null, 1.5]]
        let range = [1...2]
    }

    private struct Manual: Encodable {
        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Keys.self)
            var list = outer.nestedUnkeyedContainer(forKey: .a)
            try list.encode("x")
            var inner = list.nestedContainer(keyedBy: Keys.self)
            try inner.encode(1, forKey: .b)
            try list.encodeNil()
            _ = list.nestedUnkeyedContainer()
            try outer.encode(true, forKey: .b)
            try outer.superEncoder(forKey: .c).singleValueContainer().encodeSome(5)
        }
        enum Keys: CodingKey {
            case a
            case b
            case c
        }
    }

    @Test func `a value is encoded as by Foundation's encoder`() throws {
        func check(_ value: some Encodable) throws {
            let foundation = try JSON.parse(JSONEncoder().encode(value))
            #expect(try JSON.parse(JSON.encode(value)) == foundation)
        }
        try check(Every())
        try check(Manual())
        try check([Every(), Every()])
        try check(5)
        try check("text")
        try check([String: Int]())
        try check(Every.Empty())
    }

    @Test func `a number that JSON cannot write is an error, not a broken text`() {
        #expect(throws: EncodingError.self) { try JSON.encode([1, Double.nan]) }
        #expect(throws: EncodingError.self) { try JSON.encode(["a": Double.infinity]) }
    }
}

extension SingleValueEncodingContainer {
    fileprivate func encodeSome(_ value: Int) throws {
        var copy = self
        try copy.encode(value)
    }
}
