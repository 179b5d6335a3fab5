import Contracts
import Primitives
import Testing

@Suite struct EnvelopeTests {
    static let full = Envelope(
        id: EventID("01890a5d-ac96-774b-bcce-b302099a8057")!, source: "/muster/registration",
        type: EventType.seatTaken.name, subject: "01890a5d-ac96-774b-bcce-b302099a8058",
        time: Instant("2026-03-01T12:00:00.000001Z")!, sequence: 7,
        previousTime: Instant("2026-02-28T23:59:59Z")!, epoch: 2,
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        dataSchema: Envelope.dataSchema(ofType: EventType.seatTaken.name))

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func with(_ name: String, _ value: String?) -> [Envelope.Header] {
        full.headers.filter { $0.name != name } + (value.map { [(name, bytes($0))] } ?? [])
    }

    @Test func `headers and back give the same envelope`() throws {
        let headers = Self.full.headers
        #expect(headers.first?.name == "ce_specversion")
        #expect(try Envelope(headers: headers, key: Self.bytes(Self.full.subject)) == Self.full)
    }

    @Test func `an envelope without its optional attributes writes no headers for them`() throws {
        var envelope = Self.full
        envelope.previousTime = nil
        envelope.traceparent = nil
        envelope.contentType = nil
        envelope.dataSchema = nil
        let names = envelope.headers.map(\.name)
        #expect(!names.contains("ce_previoustime") && !names.contains("content-type"))
        #expect(try Envelope(headers: envelope.headers, key: nil) == envelope)
    }

    @Test func `unknown extensions and foreign headers are passed over`() throws {
        let headers = Self.full.headers + [("ce_colour", [0xFF]), ("ce_colour", []), ("x-trace", [1, 2])]
        #expect(try Envelope(headers: headers, key: nil) == Self.full)
    }

    @Test func `the key stands in for an absent subject and must not differ from a present one`() throws {
        let headers = Self.with("ce_subject", nil)
        #expect(try Envelope(headers: headers, key: Self.bytes(Self.full.subject)) == Self.full)
        #expect(throws: EnvelopeError.missing("ce_subject")) { try Envelope(headers: headers, key: nil) }
        #expect(throws: EnvelopeError.invalid("ce_subject")) {
            try Envelope(headers: Self.full.headers, key: Self.bytes("other"))
        }
    }

    static let faults: [(String, String?, EnvelopeError)] = [
        ("ce_specversion", nil, .notCloudEvent), ("ce_specversion", "0.3", .notCloudEvent),
        ("ce_id", nil, .missing("ce_id")), ("ce_id", "7", .invalid("ce_id")), ("ce_source", "", .invalid("ce_source")),
        ("ce_type", nil, .missing("ce_type")), ("ce_time", "yesterday", .invalid("ce_time")),
        ("ce_sequence", "0", .invalid("ce_sequence")), ("ce_sequence", "99999999999999999999", .invalid("ce_sequence")),
        ("ce_epoch", "-1", .invalid("ce_epoch")), ("ce_previoustime", "", .invalid("ce_previoustime")),
    ]

    @Test(arguments: faults)
    func `what is missing or wrong is named`(name: String, value: String?, error: EnvelopeError) {
        #expect(throws: error) { try Envelope(headers: Self.with(name, value), key: nil) }
    }

    @Test func `a repeated header of ours and one that is not UTF-8 are refused`() {
        #expect(throws: EnvelopeError.repeated("ce_id")) {
            try Envelope(headers: Self.full.headers + [("ce_id", Self.bytes("x"))], key: nil)
        }
        #expect(throws: EnvelopeError.invalid("ce_type")) {
            try Envelope(headers: Self.with("ce_type", nil) + [("ce_type", [0xC3, 0x28])], key: nil)
        }
    }
}
