import HTTP
import JSONSchema
import JSONTree

extension WebApplication {
    /// The routes `/openapi.json` and `/docs`.
    static func documentEndpoints(_ document: JSON, page: String) -> [Endpoint] {
        let bytes = document.serialised()
        let json = Operation(
            "This document", access: .anyone, answers: [.ok(.object([], additional: true), "OpenAPI 3.1")]
        ) { _ in
            Response(status: 200, contentType: "application/json", body: .bytes(bytes))
        }
        let html = Operation("This document as a page", access: .anyone, answers: [.html]) { _ in .page(page) }
        return [.get("/openapi.json", json), .get("/docs", html)]
    }
}
