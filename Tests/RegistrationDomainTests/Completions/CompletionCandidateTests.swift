import Primitives
import RegistrationDomain
import Testing

@Suite struct CompletionCandidateTests {
    private let offering = Sample.offering()

    private func candidate(
        days: Int = 5, kind: RegistrationKind = .regular, status: RegistrationStatus = .confirmed, done: Bool = false
    ) -> CompletionCandidate {
        CompletionCandidate(
            registration: .new(), person: .new(), kind: kind, status: status, attendedDays: days, isCompleted: done,
            isEvaluated: days == 5)
    }

    private func complete(_ candidate: CompletionCandidate?) throws -> Completion {
        try offering.complete(
            candidate, as: .new(), hours: 40, under: Sample.policy, by: .new(), at: Sample.moment("2026-04-10").instant)
    }

    @Test func `F1: completion opens on the class's last day, unless the class is cancelled`() throws {
        #expect(throws: CompletionRejection.offeringNotOver(endsOn: offering.endsOn)) {
            try offering.openCompletion(at: Sample.moment("2026-04-09"))
        }
        try offering.openCompletion(at: Sample.moment("2026-04-10"))
        var cancelled = offering
        cancelled.status = .cancelled
        #expect(throws: CompletionRejection.offeringCancelled) {
            try cancelled.openCompletion(at: Sample.moment("2026-04-09"))
        }
    }

    @Test(arguments: [
        (5, RegistrationKind.regular, RegistrationStatus.confirmed, false, nil),
        (5, .scholarship, .pendingPayment, false, nil),
        (4, .regular, .confirmed, false, CompletionRejection.attendanceIncomplete(attended: 4, needed: 5)),
        (0, .regular, .confirmed, true, .alreadyCompleted),
        (0, .audit, .confirmed, true, .kindEarnsNoCompletion(.audit)),
        (5, .staff, .confirmed, false, .kindEarnsNoCompletion(.staff)),
        (0, .audit, .cancelled, true, .notRegistered),
        (5, .regular, .offered, false, .notRegistered),
        (5, .regular, .waitlisted, false, .notRegistered),
    ])
    func `F1, E6: a regular or scholarship seat completes the class once, by default after every day`(
        days: Int, kind: RegistrationKind, status: RegistrationStatus, done: Bool, rejection: CompletionRejection?
    ) throws {
        let candidate = candidate(days: days, kind: kind, status: status, done: done)
        if let rejection {
            #expect(throws: rejection) { try complete(candidate) }
        } else {
            let completion = try complete(candidate)
            #expect(completion.registration == candidate.registration && completion.person == candidate.person)
            #expect(completion.completedOn == offering.endsOn && completion.edition == offering.edition)
            #expect(completion.recording.rulePack == "test" && completion.isEvaluated)
        }
    }

    @Test func `F1: a registration of another class is not registered`() {
        #expect(throws: CompletionRejection.notRegistered) { try complete(nil) }
    }

    @Test(arguments: RegistrationStatus.allCases)
    func `F1: all means each registration with a seat and without a completion`(status: RegistrationStatus) {
        let hasSeat = status == .confirmed || status == .pendingPayment
        #expect(candidate(days: 0, kind: .audit, status: status).isIncludedInAll == hasSeat)
        #expect(!candidate(status: status, done: true).isIncludedInAll)
    }

    @Test(arguments: [(100, 5), (90, 5), (80, 4), (1, 1)])
    func `F1: a lower minimum of attendance is rounded up to whole days`(percent: Int, days: Int) {
        var policy = Sample.policy
        policy.attendanceMinimumPercent = percent
        #expect(offering.attendanceNeeded(under: policy) == days)
    }
}
