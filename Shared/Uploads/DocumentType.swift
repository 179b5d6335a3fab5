package import Web

/// The document types that people may attach, detected from the content (`FileMagic`).
package enum DocumentType: String, CaseIterable, Sendable {
    case pdf = "application/pdf"
    case jpeg = "image/jpeg"
    case png = "image/png"

    /// The maximum size of a document in bytes.
    package static let limit = 10 << 20

    package static let all = allCases.map(\.rawValue)

    /// Detects the type of the content. Returns nil for any other type. The signature must be at the start of the
    /// content: libmagic also finds a PDF's signature behind other text, such as that of a web page.
    package init?(of content: [UInt8]) throws {
        self.init(rawValue: try FileMagic.contentType(of: content))
        guard content.starts(with: firstBytes) else { return nil }
    }

    private var firstBytes: [UInt8] {
        switch self {
        case .pdf: Array("%PDF-".utf8)
        case .jpeg: [0xFF, 0xD8, 0xFF]
        case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        }
    }
}

extension RequestBody {
    /// A request body with one document, read by `Call.document`.
    package static let document = RequestBody.binary(limit: DocumentType.limit, types: DocumentType.all)
}

extension Call {
    /// Reads the document in the body. Returns nil if the content is not of the type in the header.
    package func document() async throws -> (type: DocumentType, content: [UInt8])? {
        let content = try await collected()
        let named = header("Content-Type")?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
        guard let type = try DocumentType(of: content), type.rawValue == named else { return nil }
        return (type, content)
    }
}
