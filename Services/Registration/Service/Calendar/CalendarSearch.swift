import Primitives
import RegistrationDomain

/// The conditions of a calendar search (C5); nil is no condition.
struct CalendarSearch: Sendable {
    /// Where a page begins: behind this class in the calendar's order.
    struct Position: Sendable {
        var startsOn: Day
        var id: OfferingID
    }

    var status = OfferingStatus.published
    var state: String?
    var country: String?
    /// A course's code, title or alias (C1).
    var course: String?
    /// The first and the last starting day.
    var from: Day?
    var to: Day?
    /// Without `from`: classes that are not over by this day.
    var today: Day
    /// Each is the beginning of a word of the title, the course's names or the place.
    var words: [String] = []
    var hasSeats: Bool?
    var after: Position?
    var limit: Int

    /// Returns the first ten words of a text: runs of letters with their marks, and of digits. They are separated by
    /// scalars, not by characters, since a character may consist of a letter and a quote.
    static func words(of text: String) -> [String] {
        text.unicodeScalars.split { scalar in
            let properties = scalar.properties
            return !properties.isAlphabetic && properties.numericType == nil
                && ![.nonspacingMark, .spacingMark, .enclosingMark].contains(properties.generalCategory)
        }.prefix(10).map { String($0) }
    }
}
