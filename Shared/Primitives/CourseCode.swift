/// A course's code in addresses and events, such as `basic-sro` (C1): 2 to 64 lower-case letters, digits and hyphens.
package struct CourseCode: RawRepresentable, Hashable, Sendable, Codable, LosslessStringConvertible {
    package let rawValue: String

    package init?(rawValue: String) {
        let characters = rawValue.utf8
        guard (2...64).contains(characters.count), characters.first != UInt8(ascii: "-"),
            characters.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.rawValue = rawValue
    }

    package init?(_ description: String) {
        self.init(rawValue: description)
    }

    private init(known: String) {
        rawValue = known
    }

    package var description: String { rawValue }

    /// Basic, which has a discount for a retake (E3), scholarships (E5) and audits (E6).
    package static let basicSRO = CourseCode(known: "basic-sro")
}
