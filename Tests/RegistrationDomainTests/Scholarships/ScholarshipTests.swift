import Primitives
import RegistrationDomain
import Testing

@Suite struct ScholarshipTests {
    private static let now = Sample.moment("2026-03-10").instant

    private static func applied() throws -> Scholarship {
        try .apply(as: .new(), for: .new(), of: .basicSRO, by: .new(), statement: "No budget.", at: now)
    }

    @Test(arguments: [CourseCode.advancedSRO, .management, .conference])
    func `E5: a scholarship is offered for Basic only`(course: CourseCode) {
        #expect(throws: ScholarshipRejection.notOffered) {
            try Scholarship.apply(
                as: .new(), for: .new(), of: course, by: .new(), statement: "No budget.", at: Self.now)
        }
    }

    @Test func `E5: a scholarship is awarded once, by a person and at a time that it states`() throws {
        var scholarship = try Self.applied()
        #expect(scholarship.award == nil)
        let person = PersonID.new()
        try scholarship.award(.amount(200_00), by: person, at: Self.now)
        #expect(scholarship.grant == .init(award: .amount(200_00), by: person, at: Self.now))
        #expect(throws: ScholarshipRejection.alreadyAwarded) { try scholarship.award(.full, by: .new(), at: Self.now) }
        #expect(scholarship.award == .amount(200_00))
    }

    @Test(arguments: RegistrationKind.allCases)
    func `E5: an award covers the applicant's own regular registration, under any identity`(
        kind: RegistrationKind
    ) throws {
        let scholarship = try Self.applied()
        let merged = PersonID.new()
        var registration = Registration(
            id: .new(), person: merged, kind: kind, status: .confirmed, rateCategory: .nonMember, total: 545_00)
        let identities = [scholarship.person, merged]
        #expect(scholarship.covers(registration, identities: identities) == (kind == .regular))
        registration.person = .new()
        #expect(!scholarship.covers(registration, identities: identities))
    }
}
