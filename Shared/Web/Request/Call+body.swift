package import HTTP
import JSONSchema
import JSONTree

extension Call {
    /// Decodes the body, which is valid by the endpoint's schema.
    ///
    /// - Throws: `Problem` 422 with the field's pointer, if the type is stricter than the schema.
    package func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        do { return try json.decoded(type) } catch let error as DecodingError {
            throw Problem.invalid([error.violation])
        }
    }

    /// Returns whether the body has a member, which may be null. A change leaves absent members as they are.
    package func has(_ member: String) -> Bool { json[member] != nil }

    /// Returns the body as text.
    ///
    /// - Throws: `Problem` 400 if it is not UTF-8.
    package func text() throws -> String {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Problem(.badRequest, "The body is not valid UTF-8.")
        }
        return text
    }

    /// Returns the body of a `.binary` endpoint as a stream, up to the endpoint's limit.
    package func stream() -> BodyStream {
        guard case .binary(let limit, _) = endpoint.operation.body else {
            return BodyStream(body: .empty, remaining: 0)
        }
        return BodyStream(body: request.body, remaining: limit)
    }

    /// Returns the whole body of a `.binary` endpoint.
    package func collected() async throws -> [UInt8] {
        var stream = stream()
        var bytes: [UInt8] = []
        while let piece = try await stream.next() { bytes += piece }
        return bytes
    }
}

/// A body that is read while it arrives, up to its endpoint's limit. It has one reader.
package struct BodyStream: Sendable {
    let body: HTTPBody
    var remaining: Int

    /// - Throws: `Problem` 413 beyond the limit, 400 if the client ends the body early.
    package mutating func next() async throws -> [UInt8]? {
        do {
            guard let piece = try await body.next() else { return nil }
            remaining -= piece.count
            guard remaining >= 0 else { throw Problem(.payloadTooLarge) }
            return piece
        } catch let error as HTTPBodyError {
            throw error.problem
        }
    }
}

extension HTTPBodyError: ProblemConvertible {
    package var problem: Problem {
        switch self {
        case .tooLarge(let limit): Problem(.payloadTooLarge, "The body may have at most \(limit) bytes.")
        case .incomplete: Problem(.badRequest, "The body ended too early.")
        case .cancelled: .unavailable()
        }
    }
}

extension DecodingError {
    fileprivate var violation: Violation {
        let (path, detail): ([any CodingKey], String) =
            switch self {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath, "has an invalid form")
            @unknown default: ([], "has an invalid form")
            }
        let pointer = path.map { "/" + ($0.intValue.map(String.init) ?? Violation.escaped($0.stringValue)) }.joined()
        return Violation(pointer: pointer, detail: detail)
    }
}
