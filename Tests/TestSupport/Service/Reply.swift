package import HTTP
package import JSONTree

/// An answer, easily looked at.
package struct Reply: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    /// Empty when the body is streamed.
    package let bytes: [UInt8]

    package init(_ response: HTTPResponse) {
        status = response.status
        headers = response.headers
        if case .bytes(let bytes) = response.body { self.bytes = bytes } else { bytes = [] }
    }

    /// An answer that came over a socket.
    package init(status: Int, text: String) {
        self.status = status
        headers = [:]
        bytes = Array(text.utf8)
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Null when the body is no JSON.
    package var json: JSON { (try? JSON.parse(bytes)) ?? .null }
    /// A problem's code.
    package var code: String? { json["code"]?.string }
    /// Where a problem says that something is wrong.
    package var pointers: [String] { (json["errors"]?.array ?? []).map { $0.text("pointer") } }
}

extension JSON {
    /// The text of a member, empty when it is not there.
    package func text(_ name: String) -> String { self[name]?.string ?? "" }
}
