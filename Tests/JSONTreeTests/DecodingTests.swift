import JSONTree
import Primitives
import Testing

@Suite struct `Decoding a tree` {
    private struct Seat: Decodable, Equatable {
        var id: RegistrationID
        var day: Day?
        var price: Money
        var hours: Double
        var notes: [String?]
        @Nullable var heldUntil: Instant?
    }

    private let seat: JSON = [
        "id": "018f3c5e-0000-7000-8000-000000000001", "day": "2026-02-28", "price": 5000, "hours": 8,
        "notes": ["a", .null], "heldUntil": "2026-03-01T12:00:00Z", "unknown": [1],
    ]

    @Test func `a value has its fields from the members, and members that it does not name are ignored`() throws {
        let decoded = try seat.decoded(Seat.self)
        #expect(decoded.id.description == "018f3c5e-0000-7000-8000-000000000001")
        #expect(decoded.day == Day("2026-02-28"))
        #expect(decoded.price == Money(cents: 5000))
        #expect(decoded.hours == 8)
        #expect(decoded.notes == ["a", nil])
        #expect(decoded.heldUntil == Instant("2026-03-01T12:00:00Z"))
    }

    @Test func `an optional field is nil where the member is absent or null`() throws {
        var bare = seat
        bare["day"] = nil
        bare["heldUntil"] = .null
        let decoded = try bare.decoded(Seat.self)
        #expect(decoded.day == nil)
        #expect(decoded.heldUntil == nil)
    }

    @Test func `text decodes in one step, and text that is not JSON is a parse error`() throws {
        #expect(try JSON.decode([Int].self, from: "[1, 2.0, 3e1]".utf8) == [1, 2, 30])
        #expect(throws: JSONParseError.self) { try JSON.decode([Int].self, from: "[1".utf8) }
        #expect(throws: DecodingError.self) { try JSON.decode([Int].self, from: "[true]".utf8) }
    }

    @Test func `an error names the kind of fault and the path to the value`() {
        struct Class: Decodable { var rows: [String: [Seat]] }
        func fault(_ change: (inout JSON) -> Void) -> Fault? {
            var item = seat
            change(&item)
            let json: JSON = ["rows": ["b": .array([seat, item])]]
            do {
                _ = try json.decoded(Class.self)
                return nil
            } catch {
                return Fault(error)
            }
        }
        #expect(fault { _ in } == nil)
        #expect(fault { $0["id"] = nil } == Fault(.missing, "/rows/b/1/id"))
        #expect(fault { $0["id"] = .null } == Fault(.null, "/rows/b/1/id"))
        #expect(fault { $0["id"] = 5 } == Fault(.type, "/rows/b/1/id"))
        #expect(fault { $0["id"] = "5" } == Fault(.value, "/rows/b/1/id"))
        #expect(fault { $0["day"] = "2026-02-29" } == Fault(.value, "/rows/b/1/day"))
        #expect(fault { $0["price"] = 0.5 } == Fault(.value, "/rows/b/1/price"))
        #expect(fault { $0["price"] = 1e19 } == Fault(.value, "/rows/b/1/price"))
        #expect(fault { $0["hours"] = "8" } == Fault(.type, "/rows/b/1/hours"))
        #expect(fault { $0["notes"] = ["a", 1] } == Fault(.type, "/rows/b/1/notes/1"))
        #expect(fault { $0["notes"] = [:] } == Fault(.type, "/rows/b/1/notes"))
        #expect(fault { $0 = .null } == Fault(.null, "/rows/b/1"))
    }

    @Test func `an integer type holds what is in its range, and nothing is rounded`() throws {
        #expect(try JSON.integer(127).decoded(Int8.self) == 127)
        #expect(try JSON.integer(.max).decoded(UInt64.self) == UInt64(Int.max))
        #expect(try JSON.integer(3).decoded(Float.self) == 3)
        #expect(throws: DecodingError.self) { try JSON.integer(128).decoded(Int8.self) }
        #expect(throws: DecodingError.self) { try JSON.integer(-1).decoded(UInt.self) }
        #expect(throws: DecodingError.self) { try JSON.number(1e300).decoded(Float.self) }
        // The tree holds it as a double, so its last digits are lost.
        #expect(throws: DecodingError.self) { try JSON.decode(UInt64.self, from: "18446744073709551615".utf8) }
    }

    private struct Node: Codable, Equatable {
        var inner: [Node]
    }

    @Test func `a value decodes to the depth that the parser accepts, and its error has the whole path`() throws {
        var text = #"{"inner":[]}"#
        for _ in 1..<32 { text = #"{"inner":[\#(text)]}"# }
        var node = try JSON.decode(Node.self, from: text.utf8)
        #expect(try JSON.parse(JSON.encode(node)) == JSON.parse(text.utf8))
        for _ in 1..<32 { node = node.inner[0] }
        #expect(node == Node(inner: []))
        do {
            _ = try JSON.decode(Node.self, from: text.replacing("[]", with: "5").utf8)
            Issue.record("a number is not a list")
        } catch {
            let path = String(repeating: "/inner/0", count: 31) + "/inner"
            #expect(Fault(error) == Fault(.type, path))
        }
        #expect(throws: JSONParseError.self) { try JSON.decode(Node.self, from: #"{"inner":[\#(text)]}"#.utf8) }
    }
}
