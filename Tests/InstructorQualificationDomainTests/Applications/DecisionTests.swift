import InstructorQualificationDomain
import Primitives
import Testing

@Suite struct DecisionTests {
    private let director = Application.director
    private let moment = QualificationMoment.sample
    private let experienced = Evidence(
        comparableExperience: "Ten years of teaching.", trainingHours: 40, policiesVersionAccepted: "2026",
        videoURL: "https://video.example/1", documents: [.chiefLetter])

    private func accept(
        _ application: inout Application, given applicant: Applicant = fit, rules: InstructorRules = rules,
        at moment: QualificationMoment = .sample
    ) throws(ApplicationRejection) -> Candidate {
        try application.accept(
            as: .new(), because: "All good.", by: director, given: applicant, submittedUnder: rules, at: moment)
    }

    /// Parts that are missing to accept and to decline an application.
    private struct Missing: Equatable {
        var toAccept: [MissingPart]
        var toDecline: [MissingPart]

        init(_ toAccept: [MissingPart], _ toDecline: [MissingPart]) {
            self.toAccept = toAccept
            self.toDecline = toDecline
        }
    }

    private func missing(_ application: Application) -> Missing {
        func parts(_ body: (inout Application) throws -> Void) -> [MissingPart] {
            var application = application
            do { try body(&application) } catch ApplicationRejection.incomplete(let parts) { return parts } catch {
                Issue.record("\(error)")
            }
            return []
        }
        return Missing(
            parts { _ = try accept(&$0) },
            parts { try $0.decline(because: "No.", by: director, submittedUnder: rules, at: moment.instant) })
    }

    @Test func `H12 a complete application is accepted, and its applicant is an intern`() throws {
        var application = Application.reviewed()
        let id = CandidateID.new()
        let candidate = try application.accept(
            as: id, because: "All good.", by: director, given: fit, submittedUnder: rules, at: moment)
        #expect(application.status == .accepted && application.candidate == id)
        #expect(application.decision == Application.Decision(by: director, at: moment.instant, reason: "All good."))
        #expect(
            candidate
                == Candidate(
                    id: id, person: Application.applicant, application: application.id, stage: .intern,
                    window: ProcessWindow(startedOn: day("2026-03-01"), dueOn: day("2027-09-01")),
                    createdAt: moment.instant))
        #expect(candidate.version == 1 && !candidate.suspended)
    }

    @Test func `H12 a complete application is declined`() throws {
        var application = Application.reviewed()
        try application.decline(because: "No.", by: director, submittedUnder: rules, at: moment.instant)
        #expect(application.status == .declined && application.candidate == nil)
        #expect(application.decision == Application.Decision(by: director, at: moment.instant, reason: "No."))
    }

    @Test func `H12 everything that is missing is listed`() {
        var application = Application.sample(.submitted)
        let parts: [MissingPart] = ReviewRole.allCases.map { .review($0) } + [.interview]
        #expect(missing(application) == Missing(parts + [.videoLength(minutes: 30)], parts))
        application.evidence = Evidence(comparableExperience: "Ten years.")
        #expect(missing(application) == Missing(parts + [.video, .comparableExperience], parts + [.video]))
        #expect(application.status == .submitted)
        for role in ReviewRole.allCases {
            var application = Application.reviewed()
            application.reviews.append(.sample(.trainingCommittee, videoMinutes: 30))
            application.reviews.removeAll { $0.role == role }
            let parts = [MissingPart.review(role)]
            #expect(missing(application).toDecline == parts)
        }
    }

    @Test func `H11 H12 a decision needs the interview's result`() {
        var application = Application.reviewed()
        application.interview?.result = nil
        #expect(missing(application) == Missing([.interviewResult], [.interviewResult]))
    }

    @Test(arguments: [(nil, false), (0, false), (29, false), (30, true), (31, true)] as [(Int?, Bool)])
    func `H7 acceptance needs a reviewer's confirmation of the video's length`(minutes: Int?, isEnough: Bool) {
        #expect(
            missing(.reviewed(videoMinutes: minutes)) == Missing(isEnough ? [] : [.videoLength(minutes: 30)], []))
    }

    @Test func `H7 a review without a length confirms none`() {
        var short = rules
        short.videoMinutes = 1
        var application = Application.reviewed(videoMinutes: nil)
        #expect(throws: ApplicationRejection.incomplete([.videoLength(minutes: 1)])) {
            try accept(&application, rules: short)
        }
    }

    @Test func `H7 a video is a link or a document`() {
        var application = Application.reviewed()
        application.evidence.videoURL = nil
        #expect(missing(application) == Missing([.video], [.video]))
        application.evidence.documents.insert(.video)
        #expect(missing(application) == Missing([], []))
    }

    @Test func `H5 acceptance needs a reviewer's confirmation of comparable experience, where there is no degree`() {
        for (accepted, isEnough) in [(nil, false), (false, false), (true, true)] as [(Bool?, Bool)] {
            var application = Application.reviewed(evidence: experienced)
            application.reviews[2].comparableExperienceAccepted = accepted
            #expect(missing(application) == Missing(isEnough ? [] : [.comparableExperience], []))
        }
        var application = Application.reviewed(evidence: experienced)
        application.evidence.degree = "AA"
        #expect(missing(application).toAccept == [])
        application.evidence.degree = nil
        application.evidence.documents.insert(.degree)
        #expect(missing(application).toAccept == [])
        application.evidence.documents.remove(.degree)
        application.evidence.comparableExperience = nil
        #expect(missing(application).toAccept == [])
    }

    @Test func `H1 H2 good standing, credential and position hold until acceptance, other requirements do not`() {
        var lapsed = fit
        lapsed.holds = [Period(from: day("2026-02-01"), to: nil)]
        lapsed.assignments = []
        lapsed.certification = nil
        var application = Application.reviewed()
        application.evidence.trainingHours = 0
        let unmet = rules.evaluate(lapsed, application.evidence, on: moment.day).unmet
        #expect(
            unmet.map(\.code)
                == [.memberAndPractitioner, .positionAndYears, .certifiedInstructor, .trainingExperience])
        #expect(throws: ApplicationRejection.requirementsUnmet(Array(unmet.prefix(2)))) {
            try accept(&application, given: lapsed)
        }
        #expect(application.status == .submitted && application.candidate == nil)
        lapsed = fit
        lapsed.certification = nil
        #expect(throws: Never.self) { try accept(&application, given: lapsed) }
    }

    @Test func `H12 H19 the contents go by the rules of the submission, the window by those of the decision`() throws {
        var later = rules
        later.videoMinutes = 45
        later.processMonths = 24
        var application = Application.reviewed()
        #expect(throws: ApplicationRejection.incomplete([.videoLength(minutes: 45)])) {
            try accept(&application, rules: later)
        }
        let candidate = try accept(&application, at: .sample(on: "2026-03-01", rules: later))
        #expect(candidate.window.dueOn == day("2028-03-01"))
    }
}
