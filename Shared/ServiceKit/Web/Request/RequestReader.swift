import HTTP
import JSONSchema

/// Reads a request by its endpoint's declaration: refuses what breaks it, and hands on what the handler asks for.
struct RequestReader {
    let route: Route
    let request: HTTPRequest
    var violations: [Violation] = []

    init(_ route: Route, _ request: HTTPRequest) {
        self.route = route
        self.request = request
    }

    /// Path parameters that have another form than declared lead nowhere.
    func checkPath(_ parameters: [String: String]) throws {
        for parameter in route.pathParameters {
            guard let text = parameters[parameter.name],
                parameter.schema.validate(parameter.schema.value(of: [text])).isEmpty
            else { throw Problem.notFound }
        }
    }

    mutating func query() -> [String: [String]] {
        guard !request.query.isEmpty || !route.queryParameters.isEmpty else { return [:] }
        var values: [String: [String]] = [:]
        for (name, value) in request.query { values[name, default: []].append(value) }
        for parameter in route.queryParameters { check(values[parameter.name], parameter) }
        for name in values.keys.sorted() where !route.queryParameters.contains(where: { $0.name == name }) {
            refuse(.query, name, "is not known here")
        }
        return values
    }

    mutating func headers() {
        for parameter in route.headerParameters {
            let values = request.headers.values(parameter.name)
            check(values.isEmpty ? nil : values, parameter)
        }
        if route.endpoint.isIdempotent, let key = request.headers["Idempotency-Key"],
            !(1...255).contains(key.utf8.count) || !key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            refuse(.header, "Idempotency-Key", "must be 1 to 255 visible ASCII characters")
        }
    }

    /// The body's bytes and JSON, by the kind that the endpoint declares.
    mutating func body() async throws -> (bytes: [UInt8], json: JSON) {
        switch route.endpoint.body {
        case .none: return ([], .null)
        case .json(let schema, let limit, let isOptional):
            guard let bytes = try await bytes(["application/json"], limit, isOptional: isOptional) else {
                return ([], [:])
            }
            let json = try parsed(bytes)
            violations += schema.validate(json)
            return (bytes, json)
        case .form(let schema, let limit):
            let bytes = try await bytes(["application/x-www-form-urlencoded"], limit, isOptional: true) ?? []
            let json = try form(bytes, schema)
            violations += schema.validate(json)
            return (bytes, json)
        case .csv(let limit):
            return (try await bytes(["text/csv"], limit, isOptional: false) ?? [], .null)
        case .binary(_, let types):
            if !types.isEmpty { try requireType(RequestBody.binaryTypes(types)) }
            return ([], .null)
        }
    }

    private func bytes(_ types: [String], _ limit: Int, isOptional: Bool) async throws -> [UInt8]? {
        if request.headers["Content-Type"] == nil {
            let bytes = try await collected(limit)
            guard bytes.isEmpty else { throw Problem(.unsupportedMediaType, "A Content-Type is needed.") }
            if isOptional { return nil }
            throw Problem(.badRequest, "A body is needed.")
        }
        try requireType(types)
        let bytes = try await collected(limit)
        return bytes.isEmpty && isOptional ? nil : bytes
    }

    private func collected(_ limit: Int) async throws -> [UInt8] {
        do throws(HTTPBodyError) { return try await request.body.collect(upTo: limit) } catch { throw error.problem }
    }

    private func requireType(_ types: [String]) throws {
        let field = request.headers["Content-Type"] ?? ""
        let parts = field.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }
        guard let type = parts.first, types.contains(type), charset == nil || charset == "charset=utf-8" else {
            throw Problem(.unsupportedMediaType, "Taken here: \(types.joined(separator: ", ")).")
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
            // A field that comes twice is no string any more: refused where the schema names it, ignored where it does not.
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
