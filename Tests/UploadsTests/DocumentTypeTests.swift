import TestSupport
import Testing

@testable import Uploads

/// Detection of document types from content (C3, G10).
@Suite struct DocumentTypeTests {
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D] + Array("IHDR".utf8)
        + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]
    private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10] + Array("JFIF".utf8) + [0, 1, 1]

    @Test(
        arguments: [
            (Array("%PDF-1.7\n%âãÏÓ\n1 0 obj".utf8), .pdf), (png, .png), (jpeg, .jpeg),
            (Array("<html><script>%PDF-</script>".utf8), nil), (Array("#!/bin/sh\n%PDF-".utf8), nil),
            ([0x7F] + Array("ELF".utf8) + [UInt8](repeating: 1, count: 60), nil),
            (Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 60), nil), ([0x89, 0x50, 0x4E, 0x47], nil),
            (Array("GIF89a".utf8), nil), ([], nil),
        ] as [([UInt8], DocumentType?)])
    func `PDF, PNG and JPEG are recognized; pages, programs, archives and partial signatures are not`(
        content: [UInt8], type: DocumentType?
    ) throws {
        #expect(try DocumentType(of: content) == type)
    }

    @Test func `only the first bytes are examined, however long the document is`() throws {
        let long = Array("%PDF-1.7\n".utf8) + [UInt8](repeating: 0x20, count: DocumentType.limit - 9)
        #expect(try DocumentType(of: long) == .pdf)
        #expect(try DocumentType(of: [UInt8](repeating: 0x20, count: FileMagic.prefix) + Self.png) == nil)
    }
}
