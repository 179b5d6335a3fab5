import JSONSchema
import Testing

@Suite struct `Patterns` {
    @Test(
        arguments: [
            ("^[A-Z]{2}$", ["AL", "GA"], ["A", "ALA", "al", "AL\n", ""]),
            ("a|bc", ["xa", "bc", "abc"], ["b", "c", ""]),
            ("^(?:ab)+$", ["ab", "abab"], ["", "aba"]),
            ("^(a|ab)(c|bcd)$", ["abc", "ac", "abcd"], ["ab", "abcdd"]),
            ("^a{2,3}b?$", ["aa", "aaab"], ["a", "aaaa", "aabb"]),
            ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
            (#"^[^\u0000-\u001f]*$"#, ["", "é😀 x"], ["a\nb", "\u{0}"]),
            (#"^\^\.\\[\]\-a]$"#, [#"^.\]"#, #"^.\-"#], [#"^.\b"#]),
            ("^(?:a*)*$", ["", "aaaa"], ["aaaab"]),
            ("x", ["axb"], ["", "a"]),
        ] as [(String, [String], [String])])
    func `a pattern finds what ECMA 262 says it finds`(source: String, fitting: [String], others: [String]) {
        let pattern = Pattern(source)
        for text in fitting { #expect(pattern.matches(text), "\(source) finds \(text)") }
        for text in others { #expect(!pattern.matches(text), "\(source) does not find \(text)") }
    }

    @Test func `patterns work on scalars, as the schema's lengths do`() {
        #expect(Pattern("^[^a]{2}$").matches("e\u{301}"))
        #expect(Pattern("^[^a]{1}$").matches("😀"))
    }
}
