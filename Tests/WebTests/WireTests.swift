import TestSupport
import Testing
import Web

@Suite("Through a real socket")
struct WireTests {
    @Test("answers, problems and pages come over the wire as they were made")
    func wire() async throws {
        let sample = try WebSample()
        try await WebWire.serve(sample.application) { port in
            let created = try await WebWire.send(
                port, "POST", "/v1/notes", fields: ["Authorization: Bearer member"], body: #"{"text":"a"}"#)
            #expect(created.status == 201)
            #expect(created.head.contains("ETag: \"1\""))
            let list = try await WebWire.send(port, "GET", "/v1/notes?limit=1")
            #expect(list.status == 200)
            #expect(list.body.contains("\"nextCursor\":null"))
            let head = try await WebWire.send(port, "HEAD", "/v1/notes")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            let refused = try await WebWire.send(port, "DELETE", "/v1/notes")
            #expect(refused.status == 405)
            #expect(refused.head.contains("Allow: GET, HEAD, POST"))
            #expect(refused.head.contains("application/problem+json"))
            #expect(try await WebWire.send(port, "GET", "/v1/notes?%00").status == 400)
            #expect(try await WebWire.send(port, "TRACE", "/v1/notes").status == 405)
        }
    }
}
