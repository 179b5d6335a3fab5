import HTTP
import JSONTree
import TestSupport
import Testing
import Web

@Suite("The OpenAPI document")
struct DocumentTests {
    private static func operation(_ method: String, _ path: String) throws -> JSON {
        try #require(WebSample().application.document["paths"]?[path]?[method])
    }

    @Test("it is served, with a page for people")
    func served() async throws {
        let sample = try WebSample()
        let document = try await sample.send(.get, "/openapi.json")
        #expect(document.json == sample.application.document)
        #expect(document.json["openapi"] == "3.1.0")
        let page = try await sample.send(.get, "/docs")
        #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(page.headers["Content-Security-Policy"]?.contains("default-src 'none'") == true)
        #expect(page.text.contains("/v1/notes/{id}"))
        #expect(!page.text.contains("<script"))
    }

    @Test("every status that can occur is there, and none that cannot")
    func statuses() throws {
        func statuses(_ method: String, _ path: String) throws -> [String] {
            try #require(Self.operation(method, path)["responses"]?.object).keys.sorted()
        }
        #expect(try statuses("get", "/v1/notes") == ["200", "400", "409", "414", "422", "429", "431", "500", "503"])
        #expect(
            try statuses("post", "/v1/notes")
                == ["201", "400", "401", "403", "409", "413", "414", "415", "422", "429", "431", "500", "503"])
        #expect(
            try statuses("get", "/v1/notes/{id}")
                == ["200", "304", "400", "401", "403", "404", "414", "422", "429", "431", "500", "503"])
        #expect(
            try statuses("patch", "/v1/notes/{id}")
                == ["200", "400", "401", "403", "404", "412", "413", "414", "415", "422", "429", "431", "500", "503"])
    }

    @Test("named schemas are components, content types and parameters are as declared")
    func contents() throws {
        let list = try Self.operation("get", "/v1/notes")
        #expect(list["responses"]?["200"]?["content"]?.object?.keys.sorted() == ["application/json", "text/csv"])
        #expect(list["parameters"]?.array?.compactMap { $0["name"]?.string } == ["limit", "cursor", "due", "kind"])
        let post = try Self.operation("post", "/v1/notes")
        #expect(
            post["requestBody"]?["content"]?["application/json"]?["schema"] == ["$ref": "#/components/schemas/NewNote"])
        #expect(post["responses"]?["409"]?["description"]?.string?.contains("noteClosed") == true)
        #expect(post["security"] == [["bearer": []]])
        #expect(try Self.operation("get", "/v1/notes/recent")["security"] == [[:], ["bearer": []]])
        let schemas = try WebSample().application.document["components"]?["schemas"]?.object
        #expect(schemas?.keys.sorted() == ["NewNote", "Note", "Problem"])
    }

    @Test("operation ids are unique")
    func operationIDs() throws {
        let page = Endpoint(.get, "/notes", "A page", access: .anyone, answers: [.html]) { _ in .page("") }
        let paths = try #require(WebSample(extra: [page]).application.document["paths"]?.object)
        let ids = paths.values.flatMap { ($0.object ?? [:]).values.compactMap { $0["operationId"]?.string } }
        #expect(Set(ids).count == ids.count)
        #expect(ids.contains("getNotes"))
        #expect(ids.contains("getNotesPage"))
        #expect(ids.contains("putNotesByIdDocumentsByName"))
    }
}
