import JSONTree
import Testing

@Suite struct `Parsing JSON` {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("-0", 0), ("12", 12), ("1.0", 1), ("1e2", 100), ("2.5", 2.5),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            (#""a\n\u00e9\ud83d\ude00\/""#, "a\né😀/"), (#""\u0000""#, "\u{0}"), ("[]", []), ("[1, [2]]", [1, [2]]),
            (#"{"a":{"b":[null]}, "":1}"#, ["a": ["b": [.null]], "": 1]),
        ] as [(String, JSON)])
    func `values are parsed`(text: String, value: JSON) throws {
        #expect(try JSON.parse(text.utf8) == value)
        #expect(try JSON.parse(value.serialised()) == value)
        #expect(try JSON.parse(value.pretty.utf8) == value)
    }

    @Test(
        arguments: [
            "", " ", "nul", "truth", "01", "+1", "1.", ".5", "1e", "- 1", "1e400", "NaN", "Infinity", "[1,]", "[1 2]",
            "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "'a'", "\"a", "\"\\x\"", "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "1 2", "{} {}", "//\n1", "\u{FEFF}1",
        ])
    func `text that RFC 8259 does not allow is refused`(text: String) {
        #expect(throws: JSONParseError.self) { try JSON.parse(text.utf8) }
    }

    @Test func `a member that comes twice is refused, in whatever spelling`() {
        #expect(throws: JSONParseError.self) { try JSON.parse(#"{"a":1,"a":1}"#.utf8) }
        #expect(throws: JSONParseError.self) { try JSON.parse(#"{"a":1,"\u0061":2}"#.utf8) }
    }

    @Test func `bytes that are not UTF-8 are refused, in a string and after an escape`() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0x5C, 0x6E, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
            #expect(throws: JSONParseError.self) { try JSON.parse(bytes) }
        }
    }

    @Test func `nesting is bounded`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON.parse(nested(8).utf8, maxDepth: 8)
        #expect(throws: JSONParseError.self) { try JSON.parse(nested(9).utf8, maxDepth: 8) }
        #expect(throws: JSONParseError.self) { try JSON.parse(String(repeating: #"{"a":["#, count: 1 << 20).utf8) }
    }

    @Test func `an error has the place where parsing stopped`() {
        let error = #expect(throws: JSONParseError.self) { try JSON.parse(#"{"a": tru}"#.utf8) }
        #expect(error?.offset == 6)
    }

    @Test func `equal objects have equal bytes, members in order of their names`() {
        let value: JSON = ["b": 1, "a": [true, .null], "ab": "\u{1}\""]
        #expect(String(decoding: value.serialised(), as: UTF8.self) == #"{"a":[true,null],"ab":"\u0001\"","b":1}"#)
    }
}
