import HTTP
import JSONSchema
import JSONTree
import Observability
import Primitives
import UseCases

/// Reads a request by its endpoint's declaration: refuses what breaks it, and hands on what the handler asks for.
struct RequestReader {
    let route: Route
    let request: HTTPRequest
    var violations: [Violation] = []

    init(_ route: Route, _ request: HTTPRequest) {
        self.route = route
        self.request = request
    }

    /// Answers 404 for a path parameter of another form than declared, and 422 for days and documents' names, which the
    /// caller writes.
    func checkPath(_ parameters: PathParameters) throws {
        for parameter in route.pathParameters {
            guard let text = parameters[parameter.name],
                parameter.schema.validate(parameter.schema.value(of: [text])).isEmpty
            else {
                let pointer = "/path/\(parameter.name)"
                switch parameter.schema {
                case .date: throw Problem.unprocessable(pointer, "must be a date such as 2026-03-01")
                case .fileName:
                    throw Problem.unprocessable(pointer, "must be a file name without a path and without a leading dot")
                default: throw Problem.notFound
                }
            }
        }
    }

    /// The whole request, valid.
    func call(
        principal: Principal?, now: Instant, trace: TraceContext, clientAddress: String, body: [UInt8],
        pathParameters: PathParameters
    ) throws -> Call {
        var reader = self
        let query = reader.query()
        reader.headers()
        let json = try reader.json(body)
        guard reader.violations.isEmpty else { throw Problem.invalid(reader.violations) }
        return Call(
            request: request, route: route, principal: principal, now: now, trace: trace, clientAddress: clientAddress,
            body: body, json: json, pathParameters: pathParameters, queryParameters: query)
    }

    private mutating func query() -> [String: [String]] {
        guard !request.query.isEmpty || !route.queryParameters.isEmpty else { return [:] }
        var values: [String: [String]] = [:]
        for (name, value) in request.query { values[name, default: []].append(value) }
        for parameter in route.queryParameters { check(values[parameter.name], parameter) }
        for name in values.keys.sorted() where !route.queryParameters.contains(where: { $0.name == name }) {
            refuse(.query, name, "is unknown")
        }
        return values
    }

    private mutating func headers() {
        for parameter in route.headerParameters {
            let values = request.headers.values(parameter.name)
            check(values.isEmpty ? nil : values, parameter)
        }
        if route.endpoint.operation.isIdempotent, let key = request.headers["Idempotency-Key"],
            !(1...255).contains(key.utf8.count) || !key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            refuse(.header, "Idempotency-Key", "must be 1 to 255 visible ASCII characters")
        }
    }

    /// How long the body may be, where the endpoint wants it whole; nil where it does not.
    var bodyLimit: Int? {
        switch route.endpoint.operation.body {
        case .none, .binary: nil
        case .json(_, let limit, _), .form(_, let limit), .csv(let limit): limit
        }
    }

    /// Throws 415 unless the body has a type that the route accepts.
    func requireBodyType() throws {
        switch route.endpoint.operation.body {
        case .none: break
        case .binary(_, let types):
            if !types.isEmpty { try requireType(RequestBody.binaryTypes(types)) }
        case .json: try requireTypeIfAny("application/json")
        case .form: try requireTypeIfAny("application/x-www-form-urlencoded")
        case .csv: try requireTypeIfAny("text/csv")
        }
    }

    /// The body's bytes, proved where the endpoint asks for it; none without a `Content-Type`.
    func body(upTo limit: Int, now: Instant) async throws -> [UInt8] {
        let bytes: [UInt8]
        do throws(HTTPBodyError) { bytes = try await request.body.collect(upTo: limit) } catch { throw error.problem }
        if let proof = route.endpoint.operation.proof {
            try proof(request, bytes, now)
            try requireBodyType()
        }
        guard !request.headers.contains("Content-Type") else { return bytes }
        guard bytes.isEmpty else { throw Problem(.unsupportedMediaType, "A Content-Type is required.") }
        if !route.endpoint.operation.body.isOptional { throw Problem(.badRequest, "A body is required.") }
        return bytes
    }

    /// The body as JSON, by the kind that the endpoint declares; held against its schema.
    private mutating func json(_ bytes: [UInt8]) throws -> JSON {
        switch route.endpoint.operation.body {
        case .none, .csv, .binary: return .null
        case .json(let schema, _, let isOptional):
            if isOptional, bytes.isEmpty { return [:] }
            let json = try parsed(bytes)
            violations += schema.validate(json)
            return json
        case .form(let schema, _):
            let json = try form(bytes, schema)
            violations += schema.validate(json)
            return json
        }
    }

    private func requireTypeIfAny(_ type: String) throws {
        if request.headers.contains("Content-Type") { try requireType([type]) }
    }

    private func requireType(_ types: [String]) throws {
        let field = request.headers["Content-Type"] ?? ""
        let parts = field.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }
        guard let type = parts.first, types.contains(type), charset == nil || charset == "charset=utf-8" else {
            throw Problem(.unsupportedMediaType, "Supported: \(types.joined(separator: ", ")).")
        }
    }

    private func parsed(_ bytes: [UInt8]) throws -> JSON {
        do { return try JSON.parse(bytes) } catch {
            throw Problem(.badRequest, "The body is not JSON: \(error).")
        }
    }

    private func form(_ bytes: [UInt8], _ schema: Schema) throws -> JSON {
        guard let text = String(validating: bytes, as: UTF8.self), let parsed = try? HTTPRequest(.get, "/?" + text)
        else {
            throw Problem(.badRequest, "The form cannot be read.")
        }
        var members: [String: JSON] = [:]
        for (name, value) in parsed.query {
            // A field that comes twice is no string any more: refused where the schema names it, ignored where it does
            // not.
            members[name] = members[name].map { .array([$0, .string(value)]) } ?? .string(value)
        }
        return .object(members)
    }

    private mutating func check(_ texts: [String]?, _ parameter: Parameter) {
        guard let texts else {
            if parameter.isRequired { refuse(parameter.location, parameter.name, "is missing") }
            return
        }
        for violation in parameter.schema.validate(parameter.schema.value(of: texts)) {
            refuse(parameter.location, parameter.name, violation.detail)
        }
    }

    private mutating func refuse(_ location: Parameter.Location, _ name: String, _ detail: String) {
        violations.append(
            Violation(pointer: "/\(location.rawValue)/\(Violation.escaped(name))", detail: detail))
    }
}
