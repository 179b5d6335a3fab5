import HTTP
import Testing

@Suite struct RouterTests {
    private func router(_ routes: [(HTTPMethod, String)]) throws -> Router<String> {
        var router = Router<String>()
        for (method, pattern) in routes { try router.add(method, pattern, "\(method) \(pattern)") }
        return router
    }

    private func found(_ router: Router<String>, _ method: HTTPMethod, _ path: [String]) -> (String, [String: String])?
    {
        guard case .found(let value, let parameters) = router.match(method, path) else { return nil }
        return (value, Dictionary(uniqueKeysWithValues: zip(parameters.names, parameters.values)))
    }

    private func allowed(_ router: Router<String>, _ method: HTTPMethod, _ path: [String]) -> [HTTPMethod]? {
        if case .methodNotAllowed(let methods) = router.match(method, path) { methods } else { nil }
    }

    private func isNotFound(_ router: Router<String>, _ method: HTTPMethod, _ path: [String]) -> Bool {
        if case .notFound = router.match(method, path) { true } else { false }
    }

    @Test func `a parameter matches one segment`() throws {
        let router = try router([(.get, "/v1/offerings/{id}/roster")])
        let match = found(router, .get, ["v1", "offerings", "a b/c", "roster"])
        #expect(match?.0 == "GET /v1/offerings/{id}/roster")
        #expect(match?.1 == ["id": "a b/c"])
        #expect(isNotFound(router, .get, ["v1", "offerings", "roster"]))
        #expect(isNotFound(router, .get, ["v1", "offerings", "a", "b", "roster"]))
    }

    @Test func `a literal takes precedence over a parameter in any order of registration`() throws {
        for routes in [["/a/{id}", "/a/new"], ["/a/new", "/a/{id}"]] {
            let router = try router(routes.map { (.get, $0) })
            #expect(found(router, .get, ["a", "new"])?.0 == "GET /a/new")
            #expect(found(router, .get, ["a", "old"])?.1 == ["id": "old"])
        }
    }

    @Test func `matching backtracks from a branch without a match`() throws {
        let router = try router([(.get, "/a/new/x"), (.get, "/a/{id}/y"), (.post, "/a/new/y")])
        let match = found(router, .get, ["a", "new", "y"])
        #expect(match?.0 == "GET /a/{id}/y")
        #expect(match?.1 == ["id": "new"])
        #expect(found(router, .post, ["a", "new", "y"])?.0 == "POST /a/new/y")
    }

    @Test func `a parameter may have a suffix`() throws {
        let router = try router([
            (.get, "/c/{id}"), (.get, "/c/{id}.pdf"), (.get, "/c/{id}.signed.pdf"), (.get, "/c/latest.pdf"),
        ])
        #expect(found(router, .get, ["c", "7.pdf"])?.0 == "GET /c/{id}.pdf")
        #expect(found(router, .get, ["c", "7.pdf"])?.1 == ["id": "7"])
        #expect(found(router, .get, ["c", "7.signed.pdf"])?.0 == "GET /c/{id}.signed.pdf")
        #expect(found(router, .get, ["c", "7.signed.pdf"])?.1 == ["id": "7"])
        #expect(found(router, .get, ["c", "latest.pdf"])?.0 == "GET /c/latest.pdf")
        #expect(found(router, .get, ["c", ".pdf"])?.1 == ["id": ".pdf"])
        #expect(found(router, .get, ["c", "7.png"])?.0 == "GET /c/{id}")
    }

    @Test func `a suffix is compared byte by byte`() throws {
        let router = try router([(.get, "/c/{id}.pdf")])
        // A combining mark after the suffix makes another character for readers, and another path.
        #expect(isNotFound(router, .get, ["c", "7.pdf\u{301}"]))
        #expect(found(router, .get, ["c", "e\u{301}.pdf"])?.1 == ["id": "e\u{301}"])
    }

    @Test func `GET routes match HEAD unless it has its own route`() throws {
        let router = try router([(.get, "/a"), (.get, "/b"), (.head, "/b")])
        #expect(found(router, .head, ["a"])?.0 == "GET /a")
        #expect(found(router, .head, ["b"])?.0 == "HEAD /b")
    }

    @Test func `another method is refused with the allowed ones`() throws {
        let router = try router([(.get, "/a/{id}"), (.delete, "/a/{id}"), (.put, "/a/new"), (.post, "/b")])
        #expect(allowed(router, .patch, ["a", "1"]) == [.delete, .get, .head])
        #expect(allowed(router, .patch, ["a", "new"]) == [.delete, .get, .head, .put])
        #expect(allowed(router, .head, ["b"]) == [.post])
        #expect(isNotFound(router, .get, ["c"]))
    }

    @Test func `a trailing slash makes another path`() throws {
        let router = try router([(.get, "/"), (.get, "/a"), (.get, "/a/{id}")])
        #expect(found(router, .get, [])?.0 == "GET /")
        #expect(isNotFound(router, .get, [""]))
        #expect(isNotFound(router, .get, ["a", ""]))
        #expect(isNotFound(router, .get, ["a", "1", ""]))
    }

    @Test func `parameters in the same position may have different names`() throws {
        let router = try router([(.get, "/a/{id}"), (.post, "/a/{name}"), (.get, "/a/{person}/b/{item}")])
        #expect(found(router, .get, ["a", "1"])?.1 == ["id": "1"])
        #expect(found(router, .post, ["a", "1"])?.1 == ["name": "1"])
        #expect(found(router, .get, ["a", "1", "b", "2"])?.1 == ["person": "1", "item": "2"])
    }

    @Test(arguments: ["", "a", "/{", "/{}", "/{id", "/a{id}", "/{a}{b}", "/{id}/{id}", "/a}", "/{{a}}", "/{a}/x{b}"])
    func `a malformed pattern is refused`(pattern: String) {
        var router = Router<Int>()
        #expect(throws: RouterError.malformed(pattern: pattern)) { try router.add(.get, pattern, 1) }
    }

    @Test func `a pattern can be registered once for each method`() throws {
        var router = Router<Int>()
        try router.add(.get, "/a/{id}", 1)
        try router.add(.post, "/a/{id}", 2)
        #expect(throws: RouterError.duplicate(.get, pattern: "/a/{name}")) { try router.add(.get, "/a/{name}", 3) }
    }
}
