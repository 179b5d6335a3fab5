import CertificationDomain
import Primitives
import Testing

/// G10: the steps of an application.
@Suite struct ApplicationTests {
    private typealias Step = @Sendable (inout PractitionerApplication) throws -> Void

    private static let reviewer = PersonID.new()

    private static func determine(_ outcome: Determination) -> Step {
        { application in
            try application.determine(
                outcome, because: "Reviewed.", by: reviewer, file: fitFile, under: policy, on: day("2026-03-01"),
                at: Instant(secondsSince1970: 1_800_000_000))
        }
    }

    private static let steps: [String: Step] = [
        "revise": { try $0.revise(statement: "Springfield High.") },
        "claim": { try $0.claim(credit(1, ends: "2025-01-01")) },
        "attach": { try $0.attach(document("diploma", hash: 1)) },
        "submit": { try $0.submit(fitFile, under: policy, on: day("2026-03-01")) },
        "withdraw": { try $0.withdraw() },
        "dispose": { _ = try $0.dispose($0.credits[0].id, as: .applied, because: "Related.", by: reviewer) },
        "ask": { try $0.ask("Which school?") },
        "approve": determine(.approved),
        "decline": determine(.declined),
    ]

    @Test(
        arguments: [
            "revise": [.draft: .draft, .moreInfo: .moreInfo], "claim": [.draft: .draft, .moreInfo: .moreInfo],
            "attach": [.draft: .draft, .moreInfo: .moreInfo],
            "submit": [.draft: .submitted, .moreInfo: .submitted],
            "withdraw": [.draft: .withdrawn, .submitted: .withdrawn, .moreInfo: .withdrawn],
            "dispose": [.submitted: .submitted], "ask": [.submitted: .moreInfo],
            "approve": [.submitted: .approved],
            "decline": [.submitted: .declined, .moreInfo: .declined],
        ] as [String: [ApplicationState: ApplicationState]])
    func `a step is taken in its states only, and a refused one changes nothing`(
        name: String, allowed: [ApplicationState: ApplicationState]
    ) throws {
        let step = try #require(Self.steps[name])
        for state in ApplicationState.allCases {
            let before = application(state)
            var after = before
            if let next = allowed[state] {
                try step(&after)
                #expect(after.status == next, "\(name) of \(state)")
            } else {
                #expect(throws: ApplicationRejection.wrongState(state), "\(name)") { try step(&after) }
                #expect(after == before)
            }
        }
    }

    @Test func `a submission records its day, its policy and the evaluations, and its own absence does not hinder it`()
        throws
    {
        var application = application(as: .pending)
        try application.submit(fitFile, under: policy, on: day("2026-03-01"))
        #expect(application.submission?.on == day("2026-03-01") && application.rulePack == "test")
        #expect(application.submission?.evaluations.filter { !$0.met }.map(\.code) == [.application])
    }

    @Test func `a submission lists what is unmet and changes nothing`() {
        let before = application(hours: 10)
        var after = before
        #expect {
            try after.submit(PractitionerFile(), under: policy, on: day("2026-03-01"))
        } throws: { error in
            guard case ApplicationRejection.requirementsUnmet(let unmet) = error else { return false }
            return unmet.map(\.code.rawValue) == ["G1", "G2", "G3", "G4", "G5", "G6", "G9"]
        }
        #expect(after == before)
    }

    @Test func `an approval needs applied hours, and declining needs nothing`() throws {
        var pending = application(.submitted, as: .pending)
        #expect {
            try Self.determine(.approved)(&pending)
        } throws: { error in
            guard case ApplicationRejection.requirementsUnmet(let unmet) = error else { return false }
            return unmet.map(\.code) == [.additionalHours]
        }
        try Self.determine(.declined)(&pending)
        #expect(pending.decision?.by == Self.reviewer && pending.decision?.reason == "Reviewed.")
        #expect(pending.decision?.evaluations.count == 10 && pending.rulePack == "test")
        var applied = application(.submitted)
        try Self.determine(.approved)(&applied)
        #expect(applied.decision?.evaluations.allSatisfy(\.met) == true)
    }

    @Test func `an approval judges the employment today and the rest on the day of the submission`() throws {
        var file = fitFile
        file.assignments = [
            DatedAssignment(position: .sro, from: day("2020-01-01"), to: day("2026-02-01"), verified: true)
        ]
        var application = application(.submitted)
        #expect {
            try application.determine(
                .approved, because: "", by: Self.reviewer, file: file, under: policy, on: day("2026-02-02"),
                at: Instant(secondsSince1970: 0))
        } throws: { error in
            guard case ApplicationRejection.requirementsUnmet(let unmet) = error else { return false }
            return unmet.map(\.code) == [.employedInSchoolSafety]
        }
        // Hours that ended ten years before the submission count, however late the decision is.
        application.credits = [credit(160, ends: "2016-01-01", as: .applied)]
        try application.determine(
            .approved, because: "", by: Self.reviewer, file: fitFile, under: policy, on: day("2026-12-31"),
            at: Instant(secondsSince1970: 0))
        #expect(application.status == .approved)
    }

    @Test(
        arguments: [
            (.draft, "2026-05-01", "2026-05-01"), (.submitted, "2026-01-01", "2026-01-01"),
            (.moreInfo, "2026-01-01", "2026-01-01"), (.approved, "2026-01-01", "2026-05-01"),
            (.declined, "2026-01-01", "2026-05-01"),
        ] as [(ApplicationState, String, String)])
    func `the policy is that of the submission, and progress is judged today unless a decision is pending`(
        state: ApplicationState, policyDay: String, progressDay: String
    ) {
        let application = application(state)
        #expect(application.policyDay(today: day("2026-05-01")) == day(policyDay))
        #expect(application.progressDay(today: day("2026-05-01")) == day(progressDay))
    }

    @Test func `a statement stays where none is sent`() throws {
        var application = application()
        try application.revise(statement: "One.")
        try application.revise(statement: nil)
        #expect(application.statement == "One.")
    }

    @Test func `a reviewer decides on a credit of the application, with a reason`() throws {
        var application = application(.submitted, as: .pending)
        let other = CreditID.new()
        #expect(throws: ApplicationRejection.creditUnknown(other)) {
            _ = try application.dispose(other, as: .applied, because: "", by: Self.reviewer)
        }
        let credit = try application.dispose(
            application.credits[0].id, as: .notRelevant, because: "Golf.", by: Self.reviewer)
        #expect(credit.disposition == .notRelevant)
        #expect(credit.review == CreditEntry.Review(by: Self.reviewer, reason: "Golf."))
        #expect(application.credits == [credit])
    }

    private static func document(_ name: String, hash: UInt8, credit: CreditID? = nil) -> ApplicationDocument {
        ApplicationDocument(name: name, credit: credit, contentType: "application/pdf", size: 3, hash: [hash])
    }

    @Test func `a document replaces the one with its name, and is not attached under two names`() throws {
        var application = application()
        try application.attach(Self.document("one", hash: 1))
        try application.attach(Self.document("one", hash: 1))
        #expect(throws: ApplicationRejection.documentDuplicate(name: "one")) {
            try application.attach(Self.document("two", hash: 1))
        }
        try application.attach(Self.document("one", hash: 2))
        try application.attach(Self.document("two", hash: 1))
        #expect(application.documents.map(\.name) == ["one", "two"])
    }

    @Test func `a document supports a credit of the application`() throws {
        var application = application()
        let other = CreditID.new()
        #expect(throws: ApplicationRejection.creditUnknown(other)) {
            try application.attach(Self.document("one", hash: 1, credit: other))
        }
        #expect(application.creditsWithoutDocument == 1)
        try application.attach(Self.document("one", hash: 1, credit: application.credits[0].id))
        #expect(application.creditsWithoutDocument == 0)
    }
}
