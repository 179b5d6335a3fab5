import HTTP
import JSONSchema
import JSONTree

/// Writes endpoints as an OpenAPI 3.1 document.
struct OpenAPI {
    private static let prefix = "#/components/schemas/"
    private let configuration: WebConfiguration

    init(_ configuration: WebConfiguration) {
        self.configuration = configuration
    }

    func document(_ endpoints: [Endpoint]) -> JSON {
        var paths: [String: JSON] = [:]
        var schemas = Problem.schema.definitions
        let names = Dictionary(grouping: endpoints, by: OperationDocument.operationID).mapValues(\.count)
        for endpoint in endpoints {
            var item = paths[endpoint.path] ?? [:]
            // `/reports` and `/v1/reports` would have the same name, so that of the page is longer.
            let name = OperationDocument.operationID(endpoint)
            let isPage = names[name, default: 0] > 1 && !endpoint.path.hasPrefix("/v1/")
            item[endpoint.method.rawValue.lowercased()] =
                OperationDocument(endpoint, operationID: isPage ? name + "Page" : name).json
            paths[endpoint.path] = item
            for schema in OperationDocument.schemas(of: endpoint) {
                schemas.merge(schema.definitions) { old, new in
                    precondition(old == new, "two schemas have one name")
                    return old
                }
            }
        }
        let tags = Set(endpoints.map { OperationDocument.tag($0.path) }).sorted()
        return [
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": [
                "title": .string(configuration.title), "version": .string(configuration.version),
                "description": .string(configuration.description + Self.conventions),
            ],
            "servers": [["url": "/"]],
            "tags": .array(tags.map { ["name": .string($0), "description": .string("Routes of \($0).")] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas.mapValues { $0.rendered(references: Self.prefix) }),
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                        "description": "An access token of accounts' POST /oauth/token.",
                    ]
                ],
            ],
        ]
    }

    private static let conventions = """


        **Conventions.** Times are RFC 3339 in UTC, dates `YYYY-MM-DD`, money integer cents. Errors are \
        `application/problem+json` with a stable `code`; 422 lists in `errors` what breaks the schema, 409 is a \
        refusal by a rule. Answers with a `version` carry it as `ETag`; a change may be made conditional by \
        `If-Match`, and a stale one gets 412. \
        A `POST` that says so honours the header `Idempotency-Key` (1 to 255 visible ASCII \
        characters, remembered for 24 hours): the same key and request get the same answer, the same key with another \
        request gets 422. Lists take `limit` and `cursor`. `traceparent` is taken up and answered.
        """
}
