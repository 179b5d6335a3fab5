import CQREncode

/// A QR code as a square of dark and light modules, at error correction level M.
package struct QRCode: Sendable, Hashable {
    /// The number of modules on a side, without the quiet zone.
    package let width: Int
    private let modules: [UInt8]

    package init(_ text: String) throws(DocumentError) {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { throw .notEncodable }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        modules = Array(UnsafeBufferPointer(start: code.pointee.data, count: width * width))
    }

    package func isDark(row: Int, column: Int) -> Bool {
        modules[row * width + column] & 1 == 1
    }
}
