import Primitives
import Testing

@Suite struct CompatibilityFormTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("ﬁn", "fin"), ("ＡＢｃ１", "ABc1"), ("e\u{301}", "\u{e9}"), ("Å", "\u{c5}"),
        ("①½", "11⁄2"), ("ﷺ", "صلى الله عليه وسلم"), ("\u{1100}\u{1161}", "가"), ("a\0ﬁ", "a\0fi"), ("🏫", "🏫"),
    ])
    func `equivalent texts have the same form`(text: String, form: String) {
        #expect(Array(text.compatibilityComposed.unicodeScalars) == Array(form.unicodeScalars))
    }

    @Test(arguments: [(" \t\u{a0}a b\r\n", "a b"), ("", ""), (" \n", ""), ("a", "a"), ("\u{3000}é \u{2028}", "é")])
    func `white space is removed at both ends only`(text: String, trimmed: String) {
        #expect(text.trimmed == trimmed)
    }
}
