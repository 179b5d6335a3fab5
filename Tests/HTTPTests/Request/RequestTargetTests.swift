import HTTP
import Testing

@Suite struct RequestTargetTests {
    private func request(_ target: String) throws -> HTTPRequest { try HTTPRequest(.get, target) }

    @Test(arguments: [
        ("/", []), ("/a", ["a"]), ("/a/", ["a", ""]), ("//", ["", ""]), ("/a/b%2Fc", ["a", "b/c"]),
        ("/%C3%A9/%e2%82%ac", ["é", "€"]), ("/a+b", ["a+b"]), ("/a%20b", ["a b"]), ("/a;b=c,d", ["a;b=c,d"]),
        ("/a?b/c", ["a"]), ("http://host:80/a/b?x", ["a", "b"]), ("HTTPS://host/", []), ("/...", ["..."]),
    ])
    func `path segments are unescaped one by one`(target: String, path: [String]) throws {
        #expect(try request(target).path == path)
    }

    @Test func `the query keeps order, repetitions and empty values`() throws {
        let query = try request("/?a=1&b=2&a=3&c&=d&&e=f=g&h+i=%6A%2B+&n=a%0Ab").query
        #expect(query.map(\.name) == ["a", "b", "a", "c", "", "e", "h i", "n"])
        #expect(query.map(\.value) == ["1", "2", "3", "", "d", "f=g", "j+ ", "a\nb"])
        #expect(try request("/a").query.isEmpty)
        #expect(try request("/a?").query.isEmpty)
    }

    @Test(arguments: [
        ("", HTTPTargetError.notAPath), ("*", .notAPath), ("a", .notAPath), ("host:80", .notAPath),
        ("http://", .notAPath), ("http:///a", .notAPath), ("http://host", .notAPath), ("http://h?/a", .notAPath),
        ("ftp://host/a", .notAPath), ("/%", .badEscape), ("/%4", .badEscape), ("/%4/", .badEscape),
        ("/%zz", .badEscape), ("/?a=%4", .badEscape), ("/%ff", .notUTF8), ("/%C3", .notUTF8), ("/%C0%80", .notUTF8),
        ("/%ED%A0%80", .notUTF8), ("/?a=%ff", .notUTF8), ("/%00", .badCharacter), ("/a%0Ab", .badCharacter),
        ("/%7f", .badCharacter), ("/?a=%00", .badCharacter), ("/a b", .badCharacter), ("/é", .badCharacter),
        ("/a#b", .badCharacter), ("/a/./b", .dotSegment), ("/a/../b", .dotSegment), ("/..", .dotSegment),
        ("/%2e%2E/a", .dotSegment), ("/.", .dotSegment),
    ])
    func `an invalid target is refused`(target: String, error: HTTPTargetError) {
        #expect(throws: error) { try request(target) }
    }
}
