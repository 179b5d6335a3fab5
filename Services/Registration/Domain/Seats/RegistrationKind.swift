package import Primitives

/// The kind of a registration (E5, E6).
package enum RegistrationKind: String, Codable, CaseIterable, Sendable {
    case regular
    case audit
    case scholarship
    case staff

    /// Whether the registration gets an invoice, if only one of zero: a teaching seat has none.
    package var isInvoiced: Bool { self != .staff }

    /// Returns whether the registration takes one of the class's seats: for audits it is a policy (E6).
    package func takesSeat(under policy: RegistrationPolicy) -> Bool {
        self != .audit || policy.auditTakesSeat
    }

    /// Whether the registration earns a completion and counts in statistics: audits and teaching staff do not (E6, I1).
    package var earnsCompletion: Bool {
        self == .regular || self == .scholarship
    }
}

/// The reason why a kind of registration is not open to a person (E5, E6).
package enum KindRejection: Error, Hashable, Sendable {
    case auditNotAllowed
    case kindNotAllowed(RegistrationKind)
}

extension RegistrationKind {
    /// Checks that a person may register with the kind: an audit of Basic is for accepted candidates or granted by
    /// staff, a teaching seat is given by staff, and a scholarship needs an award (E5, E6).
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

    /// Checks that a seat of the kind may go to another person (D4). A regular seat may be transferred by its holder.
    /// The other kinds are granted to a person (E5, E6): staff alone transfers them, to a person to whom the kind is
    /// open.
    package func allowTransfer(
        course: CourseCode, byStaff: Bool, targetIsCandidate: Bool, targetHasAward: Bool
    ) throws(KindRejection) {
        guard self != .regular else { return }
        guard byStaff else { throw .kindNotAllowed(self) }
        try allow(course: course, byStaff: true, isCandidate: targetIsCandidate, hasAward: targetHasAward)
    }
}
