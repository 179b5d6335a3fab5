package import Primitives

/// What the document of a certificate shows: recorded when it is issued, never changed afterwards (F4).
package struct CertificateSnapshot: Hashable, Sendable {
    /// Nil after the person was erased.
    package var personName: String?
    package var courseTitle: String
    package var editionName: String?
    package var minutes: Int
    package var startsOn: Day?
    package var completedOn: Day

    package init(
        personName: String?, courseTitle: String, editionName: String?, minutes: Int, startsOn: Day?, completedOn: Day
    ) {
        self.personName = personName
        self.courseTitle = courseTitle
        self.editionName = editionName
        self.minutes = minutes
        self.startsOn = startsOn
        self.completedOn = completedOn
    }
}

/// A person's name, as their profile in accounts has it.
package struct PersonName: Hashable, Sendable {
    package var given: String?
    package var family: String?
    /// Whether the person was erased, so that no name will come.
    package var isErased: Bool

    package init(given: String?, family: String?, isErased: Bool = false) {
        self.given = given
        self.family = family
        self.isErased = isErased
    }

    /// The name in full; empty for an erased person.
    package var full: String { [given, family].compactMap(\.self).joined(separator: " ") }
}
