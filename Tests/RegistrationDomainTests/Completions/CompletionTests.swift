import Primitives
import RegistrationDomain
import Testing

@Suite struct CompletionTests {
    private let now = Sample.moment("2026-04-10").instant

    @Test func `F1: a completion is voided once`() throws {
        var completion = Completion(
            id: .new(), person: .new(), course: .basicSRO, edition: .new(), hours: 40,
            completedOn: Sample.day("2026-04-10"), recording: Completion.Recording(by: .new(), at: now))
        let staff = PersonID.new()
        try completion.void(because: "Recorded in error", by: staff, at: now)
        #expect(completion.voiding == Completion.Voiding(by: staff, at: now, reason: "Recorded in error"))
        #expect(throws: AlreadyVoided()) { try completion.void(because: "Again", by: .new(), at: now) }
        #expect(completion.voiding?.by == staff)
    }

    @Test(arguments: [
        ("2014-05-01", true, true, nil), ("2026-04-10", true, true, nil),
        ("2026-04-11", true, true, PastCompletionRejection.dateInFuture(Sample.day("2026-04-11"))),
        ("2026-04-11", true, false, .courseUnknown(.basicSRO)),
        ("2026-04-11", false, false, .personUnknown),
    ])
    func `C2: a past completion is of the edition of its day, of a known person and course, and not in the future`(
        day: String, isPersonKnown: Bool, isCourseKnown: Bool, rejection: PastCompletionRejection?
    ) throws {
        let (person, course) = (PersonID.new(), Sample.course())
        let past = PastCompletion(
            course: .basicSRO, completedOn: Sample.day(day), offeringReference: "Class A")
        func imported() throws -> Completion {
            try past.completion(
                of: isPersonKnown ? person : nil, in: isCourseKnown ? [.basicSRO: course] : [:], as: .new(),
                recording: Completion.Recording(by: .new(), at: now), today: Sample.day("2026-04-10"))
        }
        if let rejection {
            #expect(throws: rejection) { try imported() }
        } else {
            let completion = try imported()
            #expect(completion.person == person && completion.hours == course.hours && completion.isImported)
            #expect(completion.edition == course.editions[day < "2016" ? 0 : 1].id)
            #expect(completion.offeringReference == "Class A" && completion.registration == nil)
        }
    }

    @Test(arguments: [("2026-03-01", "2023-03-01"), ("2024-02-29", "2021-02-28")])
    func `E4: a person is invited whose last Basic is before the same day three years ago`(today: String, limit: String)
    {
        #expect(Sample.policy.retakeLimit(on: Sample.day(today)) == Sample.day(limit))
    }
}
