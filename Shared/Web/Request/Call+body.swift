package import HTTP
import JSONSchema
import JSONTree

extension Call {
    /// Decodes the body, which has passed the endpoint's schema.
    ///
    /// - Throws: `Problem` 422 with the field's pointer, where the type asks for more than the schema.
    package func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        do { return try json.decoded(type) } catch let error as DecodingError {
            throw Problem.invalid([error.violation])
        }
    }

    /// A member of the body was sent, be it null: for changes, where absent means "as it is".
    package func has(_ member: String) -> Bool { json[member] != nil }

    /// The body as text; what is not UTF-8 is 400.
    package func text() throws -> String {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Problem(.badRequest, "The body is not valid UTF-8.")
        }
        return text
    }

    /// The body, piece by piece, of an endpoint that takes `.binary`: at most its limit, then 413.
    package func stream() -> BodyStream {
        guard case .binary(let limit, _) = endpoint.body else { return BodyStream(body: .empty, remaining: 0) }
        return BodyStream(body: request.body, remaining: limit)
    }

    /// The whole body of an endpoint that takes `.binary`.
    package func collected() async throws -> [UInt8] {
        var stream = stream()
        var bytes: [UInt8] = []
        while let piece = try await stream.next() { bytes += piece }
        return bytes
    }
}

/// A body that is read while it arrives, up to its endpoint's limit. One reader.
package struct BodyStream: Sendable {
    let body: HTTPBody
    var remaining: Int

    /// - Throws: `Problem` 413 beyond the limit, 400 when the client breaks off.
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
        case .tooLarge(let limit): Problem(.payloadTooLarge, "At most \(limit) bytes are taken.")
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
                (context.codingPath, "is not in its form")
            @unknown default: ([], "is not in its form")
            }
        let pointer = path.map { "/" + ($0.intValue.map(String.init) ?? Violation.escaped($0.stringValue)) }.joined()
        return Violation(pointer: pointer, detail: detail)
    }
}
