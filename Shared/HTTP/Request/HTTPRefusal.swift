/// A response of the server itself, sent before or instead of a handler's response.
///
/// The library answers some malformed requests itself, in plain text and without a hook: a request line or field that
/// it cannot parse, an unsupported version, a `Content-Length` that is not a number, a malformed chunk (400, 413, 505),
/// and a head that exceeds its buffer (414, 431). For an invalid `Content-Length`, 0.9.75 writes the response header
/// twice and closes the connection.
struct HTTPRefusal: Error, Hashable, Sendable {
    let status: Int
    let code: StaticCode
    let title: String
    let detail: String

    /// The problem code that clients see.
    enum StaticCode: String {
        case badRequest
        case payloadTooLarge
        case targetTooLong
        case headerTooLarge
        case notImplemented
        case internalError
        case connectionClosing
    }

    /// The refusal as a problem document. The texts need no escaping.
    var response: HTTPResponse {
        let text =
            #"{"type":"about:blank","title":"\#(title)","status":\#(status),"code":"\#(code.rawValue)","#
            + #""detail":"\#(detail)"}"#
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/problem+json", "Cache-Control": "no-store"],
            body: .bytes(Array(text.utf8)))
    }

    static func bad(_ detail: String) -> HTTPRefusal {
        HTTPRefusal(status: 400, code: .badRequest, title: "Bad Request", detail: detail)
    }

    static func bodyTooLarge(limit: Int) -> HTTPRefusal {
        HTTPRefusal(
            status: 413, code: .payloadTooLarge, title: "Content Too Large",
            detail: "A request body may have at most \(limit) bytes.")
    }

    static func targetTooLong(limit: Int) -> HTTPRefusal {
        HTTPRefusal(
            status: 414, code: .targetTooLong, title: "URI Too Long",
            detail: "The path and query of a request may have at most \(limit) bytes together.")
    }

    static func headerTooLarge(limit: Int) -> HTTPRefusal {
        HTTPRefusal(
            status: 431, code: .headerTooLarge, title: "Request Header Fields Too Large",
            detail: "The request line and header fields may have at most \(limit) bytes together.")
    }

    static let transferCoding = HTTPRefusal(
        status: 501, code: .notImplemented, title: "Not Implemented", detail: "The only transfer coding is chunked.")

    static let closing = HTTPRefusal(
        status: 503, code: .connectionClosing, title: "Service Unavailable",
        detail: "The connection is being closed and the request was not processed. Send the request again.")

    static let unusableAnswer = HTTPRefusal(
        status: 500, code: .internalError, title: "Internal Server Error", detail: "The response could not be sent.")

    static func target(_ error: HTTPTargetError) -> HTTPRefusal {
        switch error {
        case .notAPath: bad("The target is not a path.")
        case .badEscape: bad("The target has an invalid percent escape.")
        case .notUTF8: bad("The target is not valid UTF-8.")
        case .badCharacter: bad("The target has a character that is not allowed.")
        case .dotSegment: bad("The target's path has a dot segment.")
        }
    }
}
