import Primitives
import RegistrationDomain
import Testing

/// A plan with every fault from one on, so that the refusal shows which of them comes first.
enum PlanFault: CaseIterable, Sendable {
    case dates
    case zone
    case state
    case course

    var plan: OfferingPlan {
        var plan = Sample.plan()
        if self == .dates { plan.endsOn = plan.startsOn.adding(days: -1) }
        if self != .course { plan.venue.state = "XQ" }
        return plan
    }

    var isZone: Bool { self == .state || self == .course }
    var course: Course? { nil }

    var rejection: OfferingRejection {
        switch self {
        case .dates: .datesOutOfOrder
        case .zone: .venue(.timeZoneUnknown)
        case .state: .venue(.stateUnknown)
        case .course: .courseUnknown
        }
    }
}

@Suite struct OfferingPlanTests {
    private static func publish(
        _ plan: OfferingPlan = Sample.plan(), on terms: OfferingTerms = OfferingTerms(),
        course: Course? = Sample.course(), isZone: Bool = true, day: String = "2026-03-01"
    ) throws -> Offering {
        try Offering.publish(
            .new(), as: plan, on: terms, for: .new(), course: course, isZone: isZone, at: Sample.moment(day))
    }

    @Test(arguments: PlanFault.allCases)
    func `C4: staff publishes only a plan without faults, which are refused in a fixed order`(fault: PlanFault) {
        let terms = OfferingTerms(prices: PriceProposal(member: 2, nonMember: 1))
        #expect(throws: fault.rejection) {
            try Self.publish(fault.plan, on: terms, course: fault.course, isZone: fault.isZone)
        }
        #expect(throws: OfferingRejection.prices(.memberAboveNonMember(2, 1))) { try Self.publish(on: terms) }
    }

    @Test(arguments: [
        ("2026-04-06", "2026-04-05", false), ("2026-04-06", "2026-04-06", true), ("2026-04-06", "2026-06-04", true),
        ("2026-04-06", "2026-06-05", false),
    ])
    func `C4: a class lasts from one day to sixty`(from: String, to: String, isAccepted: Bool) {
        let plan = Sample.plan(from: from, to: to)
        #expect(((try? Self.publish(plan)) != nil) == isAccepted)
    }

    @Test func `C4: staff may publish a class that has begun`() throws {
        #expect(try Self.publish(day: "2027-01-01").startsOn == Sample.day("2026-04-06"))
    }

    @Test func `C2: a class teaches the edition of its first day, and a course without one is not taught`() throws {
        let course = Sample.course()
        for day in ["1980-01-01", "2015-12-31"] {
            #expect(try Self.publish(Sample.plan(from: day, to: day), course: course).edition == course.editions[0].id)
        }
        let later = Sample.plan(from: "2016-01-01", to: "2016-01-05")
        #expect(try Self.publish(later, course: course).edition == course.editions[1].id)
        var empty = course
        empty.editions = []
        #expect(throws: OfferingRejection.courseUnknown) { try Self.publish(course: empty) }
    }

    @Test func `E1: without terms, a class has the prices of its course on the day of publication`() throws {
        var course = Sample.course()
        let changed = PriceList(member: 1, nonMember: 2)
        try course.prices.approve(changed, from: Sample.day("2026-03-02"), on: Sample.day("2026-03-01"))
        #expect(try Self.publish(course: course).prices == PriceSchedule(Sample.prices))
        #expect(try Self.publish(course: course, day: "2026-03-02").prices == PriceSchedule(changed))
        let terms = OfferingTerms(prices: PriceProposal(member: 3, nonMember: 4))
        #expect(
            try Self.publish(on: terms, course: course).prices == PriceSchedule(PriceList(member: 3, nonMember: 4)))
    }

    @Test func `A class is of its course's kind unless its terms state another`() throws {
        #expect(try Self.publish().kind == .class)
        #expect(try Self.publish(on: OfferingTerms(kind: .conference)).kind == .conference)
    }
}
