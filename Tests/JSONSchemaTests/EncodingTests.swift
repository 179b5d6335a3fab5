import FoundationEssentials
import JSONSchema
import Primitives
import Testing

@Suite("Encoding answers")
struct EncodingTests {
    private struct Invoice: Codable, Equatable {
        let id: InvoiceID
        @Nullable var number: String?
        @Nullable var due: Day?
        var note: String?
    }

    @Test("a nullable field is written as null, an ordinary optional one is left out")
    func nullable() throws {
        let id = InvoiceID.new()
        let json = try JSON.parse(JSON.encode(Invoice(id: id, number: nil, due: Day("2026-01-02"), note: nil)))
        #expect(json == ["id": .string(id.description), "number": .null, "due": "2026-01-02"])
    }

    @Test("a nullable field may be null or absent when it is read")
    func reading() throws {
        let id = InvoiceID.new()
        for text in [#"{"id":"\#(id)"}"#, #"{"id":"\#(id)","number":null}"#] {
            let invoice = try JSONDecoder().decode(Invoice.self, from: Data(text.utf8))
            #expect(invoice == Invoice(id: id, number: nil, due: nil, note: nil))
        }
    }

    @Test("JSON itself passes through Codable unchanged")
    func tree() throws {
        let value: JSON = ["a": [1, 2.5, true, .null, "x"], "b": [:], "c": []]
        #expect(try JSON.parse(JSON.encode(value)) == value)
        #expect(try JSONDecoder().decode(JSON.self, from: Data(value.serialised())) == value)
    }
}
