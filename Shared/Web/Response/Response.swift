package import HTTP
import JSONTree
import Security

/// An endpoint's answer. JSON is encoded when it is made, so that `transact` can keep it.
package struct Response: Sendable {
    package var status: Int
    package var contentType: String?
    package var body: HTTPResponse.Body
    /// The resource's version: its `ETag`.
    package var version: Int?
    /// What distinguishes the content of an answer without a version, such as a list's: `tagged(by:)`.
    package private(set) var contentTag: String?
    /// Further headers, such as `Location`.
    package var headers: [(name: String, value: String)]

    package init(
        status: Int, contentType: String? = nil, body: HTTPResponse.Body = .empty, version: Int? = nil,
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.version = version
        self.headers = headers
    }

    package static func ok(_ dto: some Encodable, version: Int? = nil) throws -> Response {
        try json(200, dto, version: version)
    }

    /// 201 with the new resource and where it is.
    package static func created(_ dto: some Encodable, location: String, version: Int? = nil) throws -> Response {
        var response = try json(201, dto, version: version)
        response.headers.append(("Location", location))
        return response
    }

    package static func accepted(_ dto: some Encodable) throws -> Response { try json(202, dto) }

    package static let accepted = Response(status: 202)
    package static let noContent = Response(status: 204)

    package static func json(_ status: Int, _ dto: some Encodable, version: Int? = nil) throws -> Response {
        Response(
            status: status, contentType: "application/json", body: .bytes(try JSON.encode(dto)), version: version)
    }

    /// A document. `fileName` offers it as a download of that name.
    package static func bytes(
        _ contentType: String, _ bytes: [UInt8], fileName: String? = nil, version: Int? = nil
    ) -> Response {
        var response = Response(status: 200, contentType: contentType, body: .bytes(bytes), version: version)
        if let fileName { response.offer(as: fileName) }
        return response
    }

    /// Text as UTF-8.
    package static func text(_ contentType: String, _ text: String, fileName: String? = nil) -> Response {
        bytes(contentType + "; charset=utf-8", Array(text.utf8), fileName: fileName)
    }

    /// An HTML page, already escaped.
    package static func page(_ html: String, status: Int = 200) -> Response {
        Response(status: status, contentType: "text/html; charset=utf-8", body: .bytes(Array(html.utf8)))
    }

    /// The same answer with an `ETag` made of what its content depends on, for an answer without a version: the client
    /// that names it gets 304. The endpoint's answer is `.tagged`.
    package func tagged(by parts: some Sequence<String>) -> Response {
        tagged(by: Array(parts.joined(separator: "\n").utf8))
    }

    package func tagged(by content: [UInt8]) -> Response {
        var copy = self
        let digest = sha256(content)
        copy.contentTag = "\"\(Base64URL.encode(Array(digest.prefix(18))))\""
        return copy
    }

    /// The value of `ETag`.
    var entityTag: String? { version.map(EntityTag.text) ?? contentTag }

    /// A stored document or what `Range` asks of it; the endpoint's answer is `.binary(…, ranges: true)`.
    package static func document(_ contentType: String, _ bytes: [UInt8], for call: Call) throws -> Response {
        let answer = HTTPResponse.document(bytes, type: contentType, for: call.request)
        guard answer.status != 416 else { throw Problem(.rangeNotSatisfiable) }
        return Response(
            status: answer.status, contentType: contentType, body: answer.body,
            headers: answer.headers.filter { $0.name != "Content-Type" })
    }

    package func with(_ name: String, _ value: String) -> Response {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }

    private mutating func offer(as fileName: String) {
        let plain = fileName.unicodeScalars.map {
            $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" ? $0 : "_"
        }
        var safe = ""
        safe.unicodeScalars.append(contentsOf: plain)
        headers.append(("Content-Disposition", "attachment; filename=\"\(safe)\""))
    }
}
