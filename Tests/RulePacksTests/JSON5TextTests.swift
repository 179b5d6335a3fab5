import JSONTree
import Testing

@testable import RulePacks

@Suite struct JSON5TextTests {
    @Test(arguments: [
        ("{a: 1, b_$2: [true, false, null,],}", #"{"a": 1, "b_$2": [true, false, null]}"#),
        ("// one\n[1, // two\n 2 /* three */, /**/]//", "[1, 2]"),
        (#"['it is "so"', 'it\'s', "it's", "a\"b", 'a\\']"#, #"["it is \"so\"", "it's", "it's", "a\"b", "a\\"]"#),
        (#"["// no comment", '/* none */', "a: b,}"]"#, #"["// no comment", "/* none */", "a: b,}"]"#),
        ("[-1.5e+3, 0, 1E2]", "[-1500, 0, 100]"),
        ("{a /* between */ : 1, 'b' : {c:{}}}", #"{"a": 1, "b": {"c": {}}}"#),
        ("[\u{22}Zürich\u{22}, '東京']", #"["Zürich", "東京"]"#),
    ])
    func `what people write of JSON5 is read`(text: String, json: String) throws {
        #expect(try JSON5Text(text).tree() == JSON.parse(json.utf8))
    }

    @Test(arguments: [
        ("[1,,]", 1), ("[,]", 1), ("{,}", 1), ("[\n1\n2]", 3), ("[\n'a\n']", 2), ("\n\n[1] x", 3), ("[a]", 1),
        ("[Infinity]", 1), ("[0x1F]", 1), ("[.5]", 1), ("/* never\nended", 1), ("{\na: 1,\na: 2}", 3),
        ("[1, /* two\nlines */\n// one more\n}", 4), ("['\\q']", 1), ("[\"a", 1), ("/", 1), ("{a: b: 1}", 1),
    ])
    func `what is no JSON5, or rare, is refused with its line`(text: String, line: Int) {
        let fault = #expect(throws: RulePackFault.self) { try JSON5Text(text).tree() }
        #expect(fault?.description.hasPrefix("line \(line): ") == true, "\(fault?.description ?? "")")
    }
}
