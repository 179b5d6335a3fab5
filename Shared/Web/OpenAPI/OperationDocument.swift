import HTTP
import JSONSchema
import JSONTree
import UseCases

/// One endpoint as an OpenAPI operation.
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

    /// `/v1/offerings/{id}` → `offerings`; what has no version is `service`.
    static func tag(_ path: String) -> String {
        let segments = path.split(separator: "/")
        return segments.first == "v1" && segments.count > 1 ? String(segments[1].prefix { $0 != "." }) : "service"
    }

    static func schemas(of endpoint: Endpoint) -> [Schema] {
        var schemas = endpoint.parameters.map(\.schema) + endpoint.answers.compactMap(\.schema)
        switch endpoint.body {
        case .json(let schema, _, _), .form(let schema, _): schemas.append(schema)
        case .none, .csv, .binary: break
        }
        return schemas
    }

    var json: JSON {
        var operation: JSON = [
            "operationId": .string(operationID), "summary": .string(endpoint.summary),
            "description": .string(description), "tags": [.string(Self.tag(endpoint.path))], "responses": responses,
            "security": security,
        ]
        if !endpoint.parameters.isEmpty { operation["parameters"] = .array(endpoint.parameters.map(parameter)) }
        operation["requestBody"] = requestBody
        return operation
    }

    /// `get /v1/offerings/{id}/roster` → `getOfferingsByIdRoster`.
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
        var parts = endpoint.description.map { [$0] } ?? []
        switch endpoint.access {
        case .anyone: parts.append("For everybody.")
        case .anyoneMaybeSignedIn: parts.append("For everybody; signed-in people may see more.")
        case .signedIn: parts.append("For signed-in people.")
        case .roles(let roles):
            parts.append("For the roles \(roles.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", ")).")
        }
        if endpoint.isIdempotent { parts.append("Honours `Idempotency-Key`.") }
        if documented.problems[412] != nil { parts.append("May be made conditional by `If-Match`.") }
        return parts.joined(separator: "\n\n")
    }

    private var security: JSON {
        switch endpoint.access {
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
        switch endpoint.body {
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
        for answer in endpoint.answers {
            var response = responses[String(answer.status)] ?? ["description": .string(answer.description)]
            if let type = answer.contentType {
                var content = response["content"] ?? [:]
                content[type] = answer.schema.map { ["schema": $0.rendered(references: Self.prefix)] } ?? [:]
                response["content"] = content
            }
            if let headers = headers(answer) { response["headers"] = headers }
            responses[String(answer.status)] = response
        }
        if documented.isConditional { responses["304"] = ["description": "What `If-None-Match` names is current"] }
        for (status, codes) in documented.problems { responses[String(status)] = refusal(status, codes) }
        return .object(responses)
    }

    private func headers(_ answer: Answer) -> JSON? {
        var headers: JSON = [:]
        let text: JSON = ["type": "string"]
        if answer.hasTag {
            let saying = answer.isTagged ? "Of this content." : "Its version."
            headers["ETag"] = ["description": .string(saying), "schema": text]
        }
        if answer.status == 201 || (300..<400).contains(answer.status) {
            headers["Location"] = ["description": "Where it is.", "schema": text]
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
