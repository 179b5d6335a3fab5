import Primitives
import RegistrationDomain
import Testing

@Suite struct CompletionTests {
    private let offering = Sample.offering()

    private func complete(
        days: Int = 5, kind: RegistrationKind = .regular, status: RegistrationStatus = .confirmed, done: Bool = false
    ) throws {
        try offering.complete(
            CompletionCandidate(
                registration: .new(), kind: kind, status: status, attendedDays: days, isCompleted: done),
            under: Sample.policy)
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

    @Test func `F1: a registration with a seat completes the class once, by default after every day`() throws {
        try complete()
        try complete(status: .pendingPayment)
        #expect(throws: CompletionRejection.attendanceIncomplete(attended: 4, needed: 5)) { try complete(days: 4) }
        #expect(throws: CompletionRejection.alreadyCompleted) { try complete(days: 4, done: true) }
        #expect(throws: CompletionRejection.notRegistered) { try complete(kind: .audit, status: .cancelled) }
    }

    @Test(arguments: [RegistrationKind.audit, .staff])
    func `E6: audits and teaching staff earn no completion`(kind: RegistrationKind) {
        #expect(throws: CompletionRejection.kindEarnsNoCompletion(kind)) { try complete(kind: kind, done: true) }
    }

    @Test(arguments: [(100, 5), (90, 5), (80, 4), (1, 1)])
    func `F1: a lower minimum of attendance is rounded up to whole days`(percent: Int, days: Int) {
        var policy = Sample.policy
        policy.attendanceMinimumPercent = percent
        #expect(offering.attendanceNeeded(under: policy) == days)
    }
}
