import InstructorQualificationDomain
import Primitives
import Testing

@Suite struct ReviewTests {
    private let director = Application.director
    private let instant = Instant(secondsSince1970: 1_773_000_000)
    private let result = Interview.Result(recommendation: .decline, comment: "No.")

    @Test func `H10 a review replaces the one in the same role, and reviews are in the order of their times`() throws {
        var application = Application.sample(.submitted)
        let committee = Review.sample(.trainingCommittee, by: director, at: 2)
        let executive = Review.sample(.executiveDirector, at: 2)
        let replaced = Review.sample(.trainingDirector, at: 1)
        for review in [committee, executive, replaced] { try application.add(review) }
        #expect(application.reviews == [replaced, executive, committee])
        let new = Review.sample(.trainingDirector, at: 3)
        try application.add(new)
        #expect(application.reviews == [executive, committee, new])
        let revised = Review.sample(.trainingCommittee, by: director, videoMinutes: 31, at: 4)
        try application.add(revised)
        #expect(application.reviews == [executive, new, revised])
    }

    @Test func `H10 a person reviews in one role only`() throws {
        var application = Application.sample(.submitted)
        try application.add(.sample(.trainingDirector, by: director))
        #expect(throws: ApplicationRejection.alreadyReviewed) {
            try application.add(.sample(.executiveDirector, by: director))
        }
        #expect(application.reviews.map(\.role) == [.trainingDirector])
    }

    /// Each step of a reviewer.
    private static let steps: [@Sendable (inout Application, PersonID) throws -> Void] = [
        { try $0.add(.sample(.trainingDirector, by: $1)) },
        { try $0.schedule(at: Instant(secondsSince1970: 1), with: .new(), holdsRole: true, by: $1) },
        { try $0.record(Interview.Result(recommendation: .accept, comment: "."), by: $1) },
        { _ = try $0.accept(as: .new(), because: ".", by: $1, given: fit, submittedUnder: rules, at: .sample) },
        { try $0.decline(because: ".", by: $1, submittedUnder: rules, at: Instant(secondsSince1970: 1)) },
    ]

    @Test func `H10 nobody reviews, interviews or decides their own application, under any of their ids`() {
        for step in Self.steps {
            for person in [Application.applicant, Application.mergedApplicant] {
                var application = Application.reviewed()
                let before = application
                #expect(throws: ApplicationRejection.ownApplication) { try step(&application, person) }
                #expect(application == before)
            }
        }
    }

    @Test(arguments: [ApplicationStatus.draft, .accepted, .declined])
    func `H10 H11 H12 only a submitted application is reviewed and decided`(status: ApplicationStatus) {
        for step in Self.steps {
            var application = Application.reviewed()
            application.status = status
            let before = application
            #expect(throws: ApplicationRejection.notInStatus(status)) { try step(&application, director) }
            #expect(application == before)
        }
    }

    @Test func `H11 the interviewer holds one of the roles, or schedules the interview`() throws {
        let interviewer = PersonID.new()
        let cases: [(interviewer: PersonID, holdsRole: Bool, rejection: ApplicationRejection?)] = [
            (interviewer, true, nil), (interviewer, false, .interviewerUnfit), (director, false, nil),
            (director, true, nil), (Application.applicant, true, .ownApplication),
            (Application.mergedApplicant, false, .ownApplication),
        ]
        for (person, holdsRole, rejection) in cases {
            var application = Application.sample(.submitted)
            do {
                try application.schedule(at: instant, with: person, holdsRole: holdsRole, by: director)
                #expect(rejection == nil)
                #expect(application.interview == Interview(at: instant, interviewer: person))
            } catch {
                #expect(error == rejection)
                #expect(application.interview == nil)
            }
        }
    }

    @Test func `H11 a result belongs to a scheduled interview, and a new date removes it`() throws {
        var application = Application.sample(.submitted)
        #expect(throws: ApplicationRejection.interviewNotScheduled) { try application.record(result, by: director) }
        try application.schedule(at: instant, with: director, holdsRole: false, by: director)
        try application.record(result, by: director)
        #expect(application.interview == Interview(at: instant, interviewer: director, result: result))
        try application.schedule(at: instant.adding(seconds: 1), with: director, holdsRole: false, by: director)
        #expect(application.interview == Interview(at: instant.adding(seconds: 1), interviewer: director))
    }
}
