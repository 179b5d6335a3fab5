import Primitives
import RegistrationDomain
import Testing

@Suite struct RegistrationKindTests {
    @Test(
        arguments: [
            (.regular, .advancedSRO, false, false, false, nil),
            (.audit, .basicSRO, false, true, false, nil), (.audit, .basicSRO, true, false, false, nil),
            (.audit, .basicSRO, false, false, true, .auditNotAllowed),
            (.audit, .management, true, true, false, .auditNotAllowed),
            (.scholarship, .basicSRO, false, false, true, nil),
            (.scholarship, .basicSRO, true, true, false, .kindNotAllowed(.scholarship)),
            (.staff, .basicSRO, true, false, false, nil),
            (.staff, .basicSRO, false, true, true, .kindNotAllowed(.staff)),
        ] as [(RegistrationKind, CourseCode, Bool, Bool, Bool, KindRejection?)])
    func `E5, E6: audits of Basic are for candidates or given by staff, teaching seats by staff, awards need one`(
        kind: RegistrationKind, course: CourseCode, byStaff: Bool, isCandidate: Bool, hasAward: Bool,
        rejection: KindRejection?
    ) {
        func allow() throws(KindRejection) {
            try kind.allow(course: course, byStaff: byStaff, isCandidate: isCandidate, hasAward: hasAward)
        }
        if let rejection {
            #expect(throws: rejection) { try allow() }
        } else {
            #expect(throws: Never.self) { try allow() }
        }
    }

    @Test(arguments: [
        (RegistrationKind.regular, false, false, false, true), (.audit, false, true, false, false),
        (.audit, true, false, false, true), (.scholarship, false, false, true, false),
        (.scholarship, true, false, false, false), (.scholarship, true, false, true, true),
        (.staff, false, true, true, false), (.staff, true, false, false, true),
    ])
    func `D4, E5, E6: a holder transfers a regular seat; staff transfers the others, to a person they are open to`(
        kind: RegistrationKind, byStaff: Bool, candidate: Bool, award: Bool, isOpen: Bool
    ) {
        func allow() throws {
            try kind.allowTransfer(
                course: .basicSRO, byStaff: byStaff, targetIsCandidate: candidate, targetHasAward: award)
        }
        if isOpen {
            #expect(throws: Never.self) { try allow() }
        } else {
            #expect(throws: KindRejection.kindNotAllowed(kind)) { try allow() }
        }
    }
}
