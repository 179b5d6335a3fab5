import HTTP
import JSONSchema
import JSONTree
import UseCases

/// Writes an endpoint as an OpenAPI operation.
struct OperationDocument {
    private static let prefix = "#/components/schemas/"
    private let endpoint: Endpoint
    private let operationID: String
    private let documented: Documented

    init(_ endpoint: Endpoint, operationID: String) {
        self.endpoint = endpoint
        self.operationID = operationID
        documented = Documented(endpoint)
    }

    /// Returns `offerings` for `/v1/offerings/{id}`, and `service` for a path without a version.
    static func tag(_ path: String) -> String {
        let segments = path.split(separator: "/")
        return segments.first == "v1" && segments.count > 1 ? String(segments[1].prefix { $0 != "." }) : "service"
    }

    static func schemas(of endpoint: Endpoint) -> [Schema] {
        var schemas = endpoint.parameters.map(\.schema) + endpoint.operation.answers.compactMap(\.schema)
        switch endpoint.operation.body {
        case .json(let schema, _, _), .form(let schema, _): schemas.append(schema)
        case .none, .csv, .binary: break
        }
        return schemas
    }

    var json: JSON {
        var operation: JSON = [
            "operationId": .string(operationID), "summary": .string(endpoint.operation.summary),
            "description": .string(description), "tags": [.string(Self.tag(endpoint.path))], "responses": responses,
            "security": security,
        ]
        if !endpoint.parameters.isEmpty { operation["parameters"] = .array(endpoint.parameters.map(parameter)) }
        operation["requestBody"] = requestBody
        return operation
    }

    /// Returns `getOfferingsByIdRoster` for `get /v1/offerings/{id}/roster`.
    static func operationID(_ endpoint: Endpoint) -> String {
        let words = endpoint.path.split { "/.-_".contains($0) }.filter { $0 != "v1" }
        return endpoint.method.rawValue.lowercased()
            + words.map { word in
                let isParameter = word.hasPrefix("{")
                let name = word.filter { $0 != "{" && $0 != "}" }
                return (isParameter ? "By" : "") + name.prefix(1).uppercased() + name.dropFirst()
            }.joined()
    }

    private var description: String {
        var parts = endpoint.operation.description.map { [$0] } ?? []
        switch endpoint.operation.access {
        case .anyone: parts.append("For everybody.")
        case .anyoneMaybeSignedIn: parts.append("For everybody; signed-in persons may see more.")
        case .signedIn: parts.append("For signed-in persons.")
        case .roles(let roles):
            parts.append("For the roles \(roles.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", ")).")
        }
        if endpoint.operation.isIdempotent { parts.append("Honours `Idempotency-Key`.") }
        if documented.problems[412] != nil { parts.append("Accepts `If-Match`.") }
        return parts.joined(separator: "\n\n")
    }

    private var security: JSON {
        switch endpoint.operation.access {
        case .anyone: []
        case .anyoneMaybeSignedIn: [[:], ["bearer": []]]
        case .signedIn, .roles: [["bearer": []]]
        }
    }

    private func parameter(_ parameter: Parameter) -> JSON {
        var json: JSON = [
            "name": .string(parameter.name), "in": .string(parameter.location.rawValue),
            "required": .bool(parameter.isRequired), "schema": parameter.schema.rendered(references: Self.prefix),
        ]
        json["description"] = parameter.description.map(JSON.string)
        return json
    }

    private var requestBody: JSON? {
        switch endpoint.operation.body {
        case .none: nil
        case .json(let schema, _, let isOptional):
            [
                "required": .bool(!isOptional),
                "content": ["application/json": ["schema": schema.rendered(references: Self.prefix)]],
            ]
        case .form(let schema, _):
            [
                "required": true,
                "content": [
                    "application/x-www-form-urlencoded": ["schema": schema.rendered(references: Self.prefix)]
                ],
            ]
        case .csv: ["required": true, "content": ["text/csv": [:]]]
        case .binary(_, let types):
            [
                "required": true,
                "content": .object(
                    Dictionary(
                        uniqueKeysWithValues: RequestBody.binaryTypes(types).map { ($0, [:]) })),
            ]
        }
    }

    private var responses: JSON {
        var responses: [String: JSON] = [:]
        for answer in endpoint.operation.answers {
            var response = responses[String(answer.status)] ?? ["description": .string(answer.description)]
            if let type = answer.contentType {
                var content = response["content"] ?? [:]
                content[type] = answer.schema.map { ["schema": $0.rendered(references: Self.prefix)] } ?? [:]
                response["content"] = content
            }
            if let headers = headers(answer) { response["headers"] = headers }
            responses[String(answer.status)] = response
        }
        if documented.isConditional {
            responses["304"] = ["description": "The version in `If-None-Match` is the current one"]
        }
        for (status, codes) in documented.problems { responses[String(status)] = refusal(status, codes) }
        return .object(responses)
    }

    private func headers(_ answer: Answer) -> JSON? {
        var headers: JSON = [:]
        let text: JSON = ["type": "string"]
        if answer.hasTag {
            let saying = answer.isTagged ? "The tag of this content." : "The version."
            headers["ETag"] = ["description": .string(saying), "schema": text]
        }
        if answer.status == 201 {
            headers["Location"] = ["description": "The address of the new resource.", "schema": text]
        }
        return headers.object?.isEmpty == false ? headers : nil
    }

    private func refusal(_ status: Int, _ codes: [ProblemCode]) -> JSON {
        var response: JSON = [
            "description": .string(codes.map { "`\($0.code)`: \($0.title)" }.joined(separator: "\n\n")),
            "content": [
                "application/problem+json": ["schema": Problem.schema.rendered(references: Self.prefix)]
            ],
        ]
        if status == 429 || status == 503 {
            response["headers"] = [
                "Retry-After": ["description": "Seconds.", "schema": ["type": "integer", "minimum": 1]]
            ]
        }
        if status == 401 {
            response["headers"] = ["WWW-Authenticate": ["description": "Bearer.", "schema": ["type": "string"]]]
        }
        return response
    }
}
