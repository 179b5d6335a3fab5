import HTTP
import JSONSchema
import JSONTree

extension WebApplication {
    /// `/openapi.json` and `/docs`.
    static func documentEndpoints(_ document: JSON, page: String) -> [Endpoint] {
        let bytes = document.serialised()
        return [
            Endpoint(
                .get, "/openapi.json", "This document", access: .anyone,
                answers: [.ok(.object([], additional: true), "OpenAPI 3.1")]
            ) { _ in
                Response(status: 200, contentType: "application/json", body: .bytes(bytes))
            },
            Endpoint(.get, "/docs", "This document, to read", access: .anyone, answers: [.html]) { _ in .page(page) },
        ]
    }
}
