package import Web

/// The documents that people may attach, told by their bytes (`FileMagic`).
package enum DocumentType: String, CaseIterable, Sendable {
    case pdf = "application/pdf"
    case jpeg = "image/jpeg"
    case png = "image/png"

    /// The bytes that one document may have.
    package static let limit = 10 << 20

    package static let all = allCases.map(\.rawValue)

    /// Nil for anything else. libmagic finds a PDF's signature also behind other text, such as that of a web page; here it comes
    /// first.
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
    /// One document, read by `Call.document`.
    package static let document = RequestBody.binary(limit: DocumentType.limit, types: DocumentType.all)
}

extension Call {
    /// The document in the body, nil when the bytes are not of the type in the header.
    package func document() async throws -> (type: DocumentType, content: [UInt8])? {
        let content = try await collected()
        let named = header("Content-Type")?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
        guard let type = try DocumentType(of: content), type.rawValue == named else { return nil }
        return (type, content)
    }
}
