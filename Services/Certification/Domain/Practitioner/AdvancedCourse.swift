import Primitives

/// The course that meets G5: shown there, and the one whose hours G6 does not count again.
enum AdvancedCourse: Hashable, Sendable {
    case own(OwnTraining)
    case claimed(CreditEntry)
}

extension PractitionerRules {
    func advancedCourse(_ file: PractitionerFile, on date: Day, by standard: Standard) -> AdvancedCourse? {
        let own = file.training.first { advancedCourses.contains($0.courseCode) && $0.completedOn <= date }
        return own.map(AdvancedCourse.own)
            ?? file.credit(serving: .advanced, on: date, by: standard).map(AdvancedCourse.claimed)
    }
}

extension PractitionerFile {
    /// The claimed credit that is an approved course for a requirement: never one that a reviewer refused, and for
    /// approval only one that a reviewer applied.
    func credit(serving purpose: ApprovedCourse.Serves, on date: Day, by standard: Standard) -> CreditEntry? {
        credits.first { credit in
            (standard == .verified ? credit.disposition == .applied : !credit.disposition.isRefusal)
                && credit.endsOn <= date && serves(credit, purpose)
        }
    }

    func serves(_ credit: CreditEntry, _ purpose: ApprovedCourse.Serves) -> Bool {
        approvedCourses.contains { $0.serves == purpose && $0.covers(credit) }
    }
}
