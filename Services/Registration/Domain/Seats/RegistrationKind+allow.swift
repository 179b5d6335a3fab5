/// Why a kind of registration is not open to this request (E5, E6).
package enum KindRejection: Error, Hashable, Sendable {
    case auditNotAllowed
    case kindNotAllowed(RegistrationKind)
}

extension RegistrationKind {
    /// E5, E6: audits of Basic for an accepted candidate or by staff's word; teaching seats by staff; scholarships after an award.
    package func allow(
        course: CourseCode, byStaff: Bool, isCandidate: Bool, hasAward: Bool
    ) throws(KindRejection) {
        switch self {
        case .regular: return
        case .audit:
            guard course == .basicSRO, byStaff || isCandidate else { throw .auditNotAllowed }
        case .staff:
            guard byStaff else { throw .kindNotAllowed(self) }
        case .scholarship:
            guard hasAward else { throw .kindNotAllowed(self) }
        }
    }

    /// D4: a regular seat is its holder's to give away. What was granted to a person (E5, E6) is not: such a seat goes to another
    /// by staff alone, and to whom it is open.
    package func allowTransfer(
        course: CourseCode, byStaff: Bool, targetIsCandidate: Bool, targetHasAward: Bool
    ) throws(KindRejection) {
        guard self != .regular else { return }
        guard byStaff else { throw .kindNotAllowed(self) }
        try allow(course: course, byStaff: true, isCandidate: targetIsCandidate, hasAward: targetHasAward)
    }
}
