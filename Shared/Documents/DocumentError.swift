/// The reason why a document could not be created. No partial document is ever returned.
package enum DocumentError: Error, Hashable, CustomStringConvertible {
    /// No installed font has a glyph for this text. A replacement box is not acceptable.
    case missingGlyphs(String)
    /// The text does not fit its area even at the smallest size.
    case doesNotFit(String)
    /// The text cannot be encoded as a QR code.
    case notEncodable
    /// A C library reports a failure.
    case library(String)

    package var description: String {
        switch self {
        case .missingGlyphs(let text): "no installed font has glyphs for: \(text)"
        case .doesNotFit(let text): "text does not fit its area: \(text)"
        case .notEncodable: "text cannot be encoded as a QR code"
        case .library(let message): "drawing library failed: \(message)"
        }
    }
}
