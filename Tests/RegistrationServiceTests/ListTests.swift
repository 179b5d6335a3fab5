import HTTP
import JSONSchema
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Lists over HTTP")
struct ListTests {
    @Test("The courses come page by page, each once, in the catalogue's order")
    func courses() async throws {
        let world = try await RegistrationWorld()
        let all = try await world.send("GET", "/v1/courses").json["items"]?.array?.compactMap { $0["code"]?.string }
        var paged: [String] = []
        var next = ""
        repeat {
            let page = try await world.send("GET", "/v1/courses?limit=3\(next)")
            paged += page.json["items"]?.array?.compactMap { $0["code"]?.string } ?? []
            next = page.json["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !next.isEmpty
        #expect(paged == all)
        #expect(paged.count == 7)
    }

    @Test(
        "A cursor that somebody made up is refused, and nothing else happens",
        arguments: [Cursor(-1), Cursor(Int.max), Cursor("no-such-course"), Cursor("a", "b")])
    func madeUpCursor(_ cursor: Cursor) async throws {
        let world = try await RegistrationWorld()
        let reply = try await world.send("GET", "/v1/courses?cursor=\(cursor)")
        #expect(reply.code == "cursorInvalid")
        #expect(try await world.send("GET", "/v1/courses").status == 200)
    }
}
