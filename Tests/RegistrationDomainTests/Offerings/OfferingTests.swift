import Primitives
import RegistrationDomain
import Testing

@Suite struct OfferingTests {
    @Test(arguments: [(0, 30), (29, 1), (30, 0), (31, 0)])
    func `D1: the seats that remain are never below zero`(taken: Int, remaining: Int) {
        var offering = Sample.offering()
        offering.seatsTaken = taken
        #expect(offering.seatsRemaining == remaining)
        offering.status = .cancelled
        #expect(offering.seatsRemaining == 0)
    }

    @Test func `C6: a new offering has version 1, no seat taken and no waitlist`() {
        let offering = Sample.offering()
        #expect((offering.seatsTaken, offering.waitlistLength, offering.version) == (0, 0, 1))
    }

    @Test func `F1: a class has every day from its first to its last`() {
        #expect(Sample.offering(from: "2026-04-06", to: "2026-04-06").days == [Sample.day("2026-04-06")])
        #expect(Sample.offering(from: "2026-04-06", to: "2026-04-10").days.count == 5)
        #expect(Sample.offering(from: "2026-04-06", to: "2026-04-05").days.isEmpty)
    }

    @Test(arguments: [(99, 60), (98, 59), (50, 30), (1, 1), (100, 60)])
    func `F1: the share of a long class that completion requires is rounded up to whole days`(percent: Int, days: Int) {
        var policy = Sample.policy
        policy.attendanceMinimumPercent = percent
        #expect(Sample.offering(from: "2026-04-06", to: "2026-06-04").attendanceNeeded(under: policy) == days)
    }
}
