/// The part of a content of known size that a `Range` field requests (RFC 9110, 14.2).
package enum ByteRange: Hashable, Sendable {
    /// The whole content: no range, an invalid range, or several ranges, which a server may ignore.
    case whole
    case part(Range<Int>)
    /// No part of the range exists.
    case unsatisfiable

    package init(_ field: String?, size: Int) {
        self = Self.parse(field, size: size)
    }

    private static func parse(_ field: String?, size: Int) -> ByteRange {
        let unit = "bytes="
        guard let field, field.lowercased().hasPrefix(unit) else { return .whole }
        let bounds = field.dropFirst(unit.count).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let first = number(bounds[0]), let last = number(bounds[1]) else { return .whole }
        switch (first, last) {
        case (nil, nil): return .whole
        case (nil, let count?):
            guard count > 0, size > 0 else { return .unsatisfiable }
            return .part(max(0, size - count)..<size)
        case (let first?, let last):
            if let last, last < first { return .whole }
            guard first < size else { return .unsatisfiable }
            let end = last.map { min($0, size - 1) + 1 } ?? size
            return .part(first..<end)
        }
    }

    /// Parses a bound. Returns `.some(nil)` if it is omitted and nil if it is not a number. A number that is too large
    /// becomes the largest.
    private static func number(_ text: Substring) -> Int?? {
        let text = text.drop { $0 == " " }
        guard !text.isEmpty else { return .some(nil) }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return .some(Int(text) ?? Int.max - 1)
    }
}

extension HTTPResponse {
    /// Returns a file, or the part of it that a GET requests: 200, 206 or 416, with `Accept-Ranges`.
    ///
    /// - Parameters:
    ///   - etag: the quoted entity tag. If the request has `If-Range`, a part is sent only if it names this tag;
    ///     without a tag the whole file is sent.
    package static func file(
        _ file: HTTPFile, type: String, etag: String? = nil, for request: HTTPRequest
    ) -> HTTPResponse {
        ranged(size: file.size, type: type, etag: etag, for: request) { .file(file, range: $0) }
    }

    /// Returns bytes in memory in the same way.
    package static func document(
        _ bytes: [UInt8], type: String, etag: String? = nil, for request: HTTPRequest
    ) -> HTTPResponse {
        ranged(size: bytes.count, type: type, etag: etag, for: request) { part in
            .bytes(part.map { Array(bytes[$0]) } ?? bytes)
        }
    }

    private static func ranged(
        size: Int, type: String, etag: String?, for request: HTTPRequest, body: (Range<Int>?) -> Body
    ) -> HTTPResponse {
        var headers: HTTPHeaders = ["Content-Type": type, "Accept-Ranges": "bytes"]
        headers["ETag"] = etag
        let condition = request.headers["If-Range"]
        let isCurrent = condition == nil || (condition == etag && condition?.hasPrefix("W/") == false)
        let range =
            request.method == .get && isCurrent ? ByteRange(request.headers["Range"], size: size) : .whole
        switch range {
        case .whole:
            return HTTPResponse(headers: headers, body: body(nil))
        case .part(let part):
            headers["Content-Range"] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
            return HTTPResponse(status: 206, headers: headers, body: body(part))
        case .unsatisfiable:
            headers["Content-Range"] = "bytes */\(size)"
            headers["Content-Type"] = nil
            return HTTPResponse(status: 416, headers: headers)
        }
    }
}
