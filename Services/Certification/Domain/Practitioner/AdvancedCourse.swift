import Primitives

/// The course that meets G5. Its hours do not count again for G6.
enum AdvancedCourse: Hashable, Sendable {
    case own(OwnTraining)
    case claimed(CreditEntry)
}

extension PractitionerRules {
    /// Returns the own course that meets G5, or else the claimed one.
    func advancedCourse(_ file: PractitionerFile, on date: Day, by standard: Standard) -> AdvancedCourse? {
        let own = file.training.first { advancedCourses.contains($0.courseCode) && $0.completedOn <= date }
        return own.map(AdvancedCourse.own)
            ?? file.credit(serving: .advanced, on: date, by: standard).map(AdvancedCourse.claimed)
    }
}

extension PractitionerFile {
    /// Returns the first claimed credit that is an approved course for a requirement. A refused credit does not count,
    /// and an approval counts applied ones only.
    func credit(serving purpose: ApprovedCourse.Serves, on date: Day, by standard: Standard) -> CreditEntry? {
        credits.first { credit in
            (standard == .verified ? credit.disposition == .applied : !credit.disposition.isRefusal)
                && credit.dates.endsOn <= date && serves(credit, purpose)
        }
    }

    /// Returns whether a claimed credit is an approved course for a requirement.
    func serves(_ credit: CreditEntry, _ purpose: ApprovedCourse.Serves) -> Bool {
        approvedCourses.contains { $0.serves == purpose && $0.covers(credit) }
    }
}
