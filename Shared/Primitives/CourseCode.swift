/// A course's code in paths and events, such as `basic-sro` (C1): 2 to 64 lower-case letters, digits and hyphens.
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

    /// The course that earns the discount of E3, may be audited (E6), and is taught by candidates (H15–H18).
    package static let basicSRO = CourseCode(known: "basic-sro")
    package static let advancedSRO = CourseCode(known: "advanced-sro")
    package static let environmentalDesign = CourseCode(known: "cpted")
    package static let schoolSecurityOfficer = CourseCode(known: "school-security-officer")
    package static let management = CourseCode(known: "sro-management")
    package static let adolescentMentalHealth = CourseCode(known: "adolescent-mental-health")
    package static let conference = CourseCode(known: "conference")
}
