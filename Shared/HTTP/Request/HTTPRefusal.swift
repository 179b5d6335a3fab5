/// An answer of the server itself, given before or instead of a handler's.
///
/// The library answers some malformed requests on its own, in plain text and without a hook for us: a request line or a
/// field that it cannot parse, a version it does not speak, a `Content-Length` that is no number, a malformed chunk (400,
/// 413, 505), and a head that does not even fit its buffer (414, 431). To a wrong `Content-Length` 0.9.75 writes its
/// answer's header twice, and closes the connection behind it.
struct HTTPRefusal: Error, Hashable, Sendable {
    let status: Int
    let code: StaticCode
    let title: String
    let detail: String

    /// The stable name of the problem, as clients see it.
    enum StaticCode: String {
        case badRequest
        case payloadTooLarge
        case targetTooLong
        case headerTooLarge
        case notImplemented
        case internalError
        case connectionClosing
    }

    /// The texts are ours and need no escape.
    var response: HTTPResponse {
        let text =
            #"{"type":"about:blank","title":"\#(title)","status":\#(status),"code":"\#(code.rawValue)","detail":"\#(detail)"}"#
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
            detail: "A request's body may have \(limit) bytes.")
    }

    static func targetTooLong(limit: Int) -> HTTPRefusal {
        HTTPRefusal(
            status: 414, code: .targetTooLong, title: "URI Too Long",
            detail: "A request's path and query may have \(limit) bytes together.")
    }

    static func headerTooLarge(limit: Int) -> HTTPRefusal {
        HTTPRefusal(
            status: 431, code: .headerTooLarge, title: "Request Header Fields Too Large",
            detail: "A request's line and header fields may have \(limit) bytes together.")
    }

    static let transferCoding = HTTPRefusal(
        status: 501, code: .notImplemented, title: "Not Implemented", detail: "The only transfer coding is chunked.")

    static let closing = HTTPRefusal(
        status: 503, code: .connectionClosing, title: "Service Unavailable",
        detail: "The connection is being closed; nothing was done. Send the request again.")

    static let unusableAnswer = HTTPRefusal(
        status: 500, code: .internalError, title: "Internal Server Error", detail: "The answer could not be sent.")

    static func target(_ error: HTTPTargetError) -> HTTPRefusal {
        switch error {
        case .notAPath: bad("The target is no path.")
        case .badEscape: bad("The target has an escape that is none.")
        case .notUTF8: bad("The target is not UTF-8.")
        case .badCharacter: bad("The target has a character that may not be there.")
        case .dotSegment: bad("The target's path has a dot segment.")
        }
    }
}
