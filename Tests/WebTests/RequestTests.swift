import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import Web

@Suite("Requests by their endpoint's declaration")
struct RequestTests {
    @Test("a request that fits is answered with the resource, its place and its tag")
    func creates() async throws {
        let sample = try WebSample()
        let reply = try await sample.send(.post, "/v1/notes", as: "member", #"{"text":"a"}"#)
        #expect(reply.status == 201)
        #expect(reply.headers["Location"] == "/v1/notes/\(reply.json["id"]?.string ?? "")")
        #expect(reply.headers["ETag"] == "\"1\"")
        #expect(reply.json["due"] == .null)
        #expect(reply.headers["Content-Type"] == "application/json")
        #expect(reply.headers["X-Content-Type-Options"] == "nosniff")
    }

    @Test(
        "a body that breaks the schema is refused with 422 and the places",
        arguments: [
            (#"{}"#, ["/text"]), (#"{"text":""}"#, ["/text"]), (#"{"text":1}"#, ["/text"]), (#"[]"#, [""]),
            (#"{"text":"a","due":"2026-02-30","x":1}"#, ["/due", "/x"]), (#"{"text":"a\u0000"}"#, ["/text"]),
        ] as [(String, [String])])
    func unprocessable(body: String, pointers: [String]) async throws {
        let reply = try await WebSample().send(.post, "/v1/notes", as: "member", body)
        #expect(reply.status == 422)
        #expect(reply.code == "invalid")
        #expect(reply.pointers == pointers)
        #expect(reply.headers["Content-Type"] == "application/problem+json")
    }

    @Test("a body that cannot be read is 400, one of another type 415, one too large 413")
    func unreadable() async throws {
        let sample = try WebSample()
        for body in ["{", "{\"text\":\"a\",\"text\":\"b\"}", "", "\"\\ud800\""] {
            let reply = try await sample.send(.post, "/v1/notes", as: "member", body)
            #expect(reply.status == 400, "\(body)")
            #expect(reply.code == "badRequest")
        }
        for type in ["text/plain", "application/json; charset=latin1", "application/xml"] {
            let reply = try await sample.send(
                .post, "/v1/notes", as: "member", #"{"text":"a"}"#, headers: ["Content-Type": type])
            #expect(reply.status == 415, "\(type)")
        }
        let charset = try await sample.send(
            .post, "/v1/notes", as: "member", #"{"text":"a"}"#,
            headers: ["Content-Type": "Application/JSON; charset=\"UTF-8\""])
        #expect(charset.status == 201)
        let large = "[\"" + String(repeating: "a", count: 1 << 20) + "\"]"
        #expect(try await sample.send(.post, "/v1/notes", as: "member", large).status == 413)
    }

    @Test("query parameters are held to their schemas, and unknown ones are refused")
    func query() async throws {
        let sample = try WebSample()
        #expect(try await sample.send(.get, "/v1/notes?limit=200&due=2026-01-01&kind=open").status == 200)
        for (target, pointer) in [
            ("limit=0", "/query/limit"), ("limit=201", "/query/limit"), ("limit=a", "/query/limit"),
            ("limit=1&limit=2", "/query/limit"), ("due=2026-13-01", "/query/due"), ("kind=", "/query/kind"),
            ("cursor=garbage", "/query/cursor"), ("lmit=5", "/query/lmit"),
        ] {
            let reply = try await sample.send(.get, "/v1/notes?\(target)")
            #expect(reply.status == 422, "\(target)")
            #expect(reply.pointers == [pointer])
        }
        #expect(try await sample.send(.get, "/v1/notes?cursor=c1.AAAA").code == "cursorInvalid")
        let first = try await sample.send(.get, "/v1/notes")
        let empty = try await sample.send(.get, "/v1/notes?cursor=")
        #expect(empty.status == 200 && empty.text == first.text)
    }

    @Test("a list is walked page by page, each item once")
    func pages() async throws {
        let sample = try WebSample()
        for number in 1...7 {
            _ = try await sample.send(.post, "/v1/notes", as: "member", #"{"text":"\#(number)"}"#)
        }
        var seen: [String] = []
        var target = "/v1/notes?limit=3"
        var sizes: [Int] = []
        while true {
            let page = try await sample.send(.get, target).json
            let items = page["items"]?.array ?? []
            sizes.append(items.count)
            seen += items.compactMap { $0["id"]?.string }
            guard let cursor = page["nextCursor"]?.string else { break }
            target = "/v1/notes?limit=3&cursor=\(cursor)"
        }
        #expect(sizes == [3, 3, 1])
        #expect(seen == sample.notes.all.map(\.id.description))
    }

    @Test("a path that does not fit is no such thing")
    func paths() async throws {
        let sample = try WebSample()
        for target in ["/v1/notes/x", "/v1/other", "/", "/v1/notes/", "/v1/notes/0190a1b2-0000-7000-8000-000000000009"]
        {
            let reply = try await sample.send(.get, target, as: "staff")
            #expect(reply.status == 404, "\(target)")
            #expect(reply.code == "notFound")
        }
    }

    @Test("an unknown method of a known path is 405 with the methods it has, a literal path's own ones")
    func methods() async throws {
        let sample = try WebSample()
        for (target, allowed) in [
            ("/v1/notes", "GET, HEAD, POST"), ("/v1/notes/recent", "GET, HEAD"),
            ("/v1/notes/0190a1b2-0000-7000-8000-000000000001", "GET, HEAD, PATCH"),
        ] {
            let method: HTTPMethod = target.hasSuffix("recent") ? .patch : .delete
            let reply = try await sample.send(method, target, as: "staff")
            #expect(reply.status == 405)
            #expect(reply.headers["Allow"] == allowed)
            #expect(reply.code == "methodNotAllowed")
        }
        #expect(try await sample.send(.options, "/v1/notes").status == 405)
    }

    @Test("forms are read as objects of strings; a name that comes twice is no string")
    func forms() async throws {
        let sample = try WebSample()
        func send(_ form: String) async throws -> Reply {
            try await sample.send(
                .post, "/v1/tokens", form, headers: ["Content-Type": "application/x-www-form-urlencoded"])
        }
        let reply = try await send("grant_type=a+b%26c&scope=%C3%A9")
        #expect(reply.json == ["grant_type": "a b&c", "scope": "é"])
        #expect(try await send("grant_type=a&grant_type=b").pointers == ["/grant_type"])
        #expect(try await send("grant_type=%zz").status == 400)
        #expect(try await send("grant_type=a&x=1").pointers == ["/x"])
        #expect(try await send("").pointers == ["/grant_type"])
    }

    @Test("binary bodies are bounded and of a declared type; CSV is text")
    func otherBodies() async throws {
        let sample = try WebSample()
        let target = "/v1/notes/0190a1b2-0000-7000-8000-000000000001/documents/letter"
        func put(_ size: Int, _ type: String) async throws -> Int {
            try await sample.send(
                .put, target, as: "member", String(repeating: "a", count: size), headers: ["Content-Type": type]
            ).status
        }
        #expect(try await put(20_000, "application/pdf") == 204)
        #expect(try await put(20_001, "application/pdf") == 413)
        #expect(try await put(10, "image/png") == 415)
        let csv: HTTPHeaders = ["Content-Type": "text/csv; charset=utf-8"]
        #expect(try await sample.send(.post, "/v1/imports", as: "staff", "a\nb", headers: csv).json == ["lines": 2])
    }

    @Test("the content type is chosen by Accept")
    func negotiation() async throws {
        let sample = try WebSample()
        for (accept, type) in [
            ("text/csv", "text/csv; charset=utf-8"), ("*/*", "application/json"),
            ("text/*;q=0.5", "text/csv; charset=utf-8"),
            ("application/json;q=0.1, text/csv;q=0.9", "text/csv; charset=utf-8"), ("image/png", "application/json"),
            ("text/csv;q=0, */*", "application/json"),
        ] {
            let reply = try await sample.send(.get, "/v1/notes", headers: ["Accept": accept])
            #expect(reply.headers["Content-Type"] == type, "\(accept)")
        }
    }
}
