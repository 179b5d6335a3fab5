/// Why a document could not be made. Nothing half-made is ever handed out.
package enum DocumentError: Error, Hashable, CustomStringConvertible {
    /// No installed font has a glyph for this text; a box in its place would be worse than a refusal.
    case missingGlyphs(String)
    /// The text does not fit the place it was given, even at its smallest size.
    case doesNotFit(String)
    /// The text cannot be made into a QR code.
    case notEncodable
    /// A C library reports a failure.
    case library(String)

    package var description: String {
        switch self {
        case .missingGlyphs(let text): "no installed font can write: \(text)"
        case .doesNotFit(let text): "too long for its place: \(text)"
        case .notEncodable: "the text cannot be made into a QR code"
        case .library(let message): "the drawing library failed: \(message)"
        }
    }
}
