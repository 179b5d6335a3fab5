import FoundationEssentials
import JSONTree
import Primitives

/// A format of strings that JSON Schema names. `holds` accepts what the corresponding Swift type parses.
package enum StringFormat: String, Sendable, Hashable {
    case uuid
    case date
    case dateTime = "date-time"
    case email
    case uri

    package func holds(_ text: String) -> Bool {
        switch self {
        case .uuid: UUID(text: text) != nil
        case .date: Day(text) != nil
        case .dateTime: Instant(text).map { Self.years.contains($0.utcDay.parts.year) } ?? false
        case .email: Self.emailForm.matches(text)
        case .uri: Self.uriForm.matches(text)
        }
    }

    /// A time of the year 1 in another zone may be in the year 0, which PostgreSQL writes in another form.
    private static let years = 1...9999
    private static let emailForm = Pattern(
        #"^[^\u0000-\u0020\u007f@<>()\[\],;:"\\]{1,64}@[^\u0000-\u0020\u007f@<>(),;:"\\]+$"#)
    private static let uriForm = Pattern(#"^[A-Za-z][A-Za-z0-9+.\-]*:[^\u0000-\u0020\u007f<>"\\^`{|}]+$"#)
}
