import Primitives
import RegistrationDomain
import Testing

/// A revision with every fault from one on, so that the refusal shows which of them comes first.
enum RevisionFault: CaseIterable, Sendable {
    case cancelled
    case zone
    case state
    case dates
    case day
    case attendance
    case completion
    case prices

    private func has(_ fault: RevisionFault) -> Bool {
        let all = Self.allCases
        return all.firstIndex(of: fault).flatMap { place in all.firstIndex(of: self).map { $0 <= place } } ?? false
    }

    var offering: Offering {
        var offering = Sample.offering()
        if has(.cancelled) { offering.status = .cancelled }
        return offering
    }

    func revision(of offering: Offering) -> OfferingRevision {
        var revision = OfferingRevision(of: offering, Sample.plan().details)
        if has(.state) { revision.plan.venue.state = "XQ" }
        if has(.completion) { revision.plan.endsOn = Sample.day("2026-04-09") }
        if has(.day) { revision.plan.startsOn = Sample.day("2026-03-30") }
        if has(.dates) { revision.plan.endsOn = Sample.day("2026-03-29") }
        revision.prices = PriceProposal(member: 2, nonMember: 1)
        return revision
    }

    var records: OfferingRecords {
        OfferingRecords(
            attendedDays: has(.attendance) ? [Sample.day("2026-04-10")] : [], isCompleted: has(.completion))
    }

    var isZone: Bool { !has(.zone) }

    var rejection: OfferingRejection {
        switch self {
        case .cancelled: .cancelled
        case .zone: .venue(.timeZoneUnknown)
        case .state: .venue(.stateUnknown)
        case .dates: .datesOutOfOrder
        case .day: .move(.datesPassed)
        case .attendance: .move(.dayAttended(Sample.day("2026-04-10")))
        case .completion: .move(.completed)
        case .prices: .prices(.memberAboveNonMember(2, 1))
        }
    }
}

@Suite struct OfferingRevisionTests {
    private static func revised(
        _ offering: Offering = Sample.offering(), records: OfferingRecords = OfferingRecords(), isZone: Bool = true,
        course: Course? = Sample.course(), on day: String = "2026-04-01",
        _ change: (inout OfferingRevision) -> Void
    ) throws -> Offering {
        var offering = offering
        var revision = OfferingRevision(of: offering, Sample.plan().details)
        change(&revision)
        try offering.revise(
            as: revision, course: course, isZone: isZone, records: records, on: Sample.day(day))
        return offering
    }

    @Test(arguments: RevisionFault.allCases)
    func `C7: a faulty revision is refused in a fixed order and changes nothing`(fault: RevisionFault) {
        let before = fault.offering
        var offering = before
        let revision = fault.revision(of: offering)
        #expect(throws: fault.rejection) {
            try offering.revise(
                as: revision, course: Sample.course(), isZone: fault.isZone, records: fault.records,
                on: Sample.day("2026-04-01"))
        }
        #expect(offering == before)
    }

    @Test func `C7: a revision without changes changes nothing, also where the zone is no longer known`() throws {
        var offering = Sample.offering()
        offering.leadInstructor = .new()
        #expect(try Self.revised(offering, isZone: false, course: nil) { _ in } == offering)
    }

    @Test func `C7: title, lead instructor and place are replaced, the capacity is left to the seats`() throws {
        let lead = PersonID.new()
        let revised = try Self.revised { revision in
            revision.title = "Basic SRO in Hoover"
            revision.leadInstructor = lead
            revision.plan.venue.name = "Other Hall"
            revision.plan.capacity = 99
        }
        #expect(revised.title == "Basic SRO in Hoover")
        #expect(revised.leadInstructor == lead)
        #expect(revised.venue.name == "Other Hall")
        #expect(revised.capacity == 30)
        #expect(revised.startsOn == Sample.day("2026-04-06"))
        #expect(revised.endsOn == Sample.day("2026-04-10"))
    }

    @Test func `C2: a class that starts on another day teaches the edition of that day, else its own`() throws {
        let course = Sample.course()
        let offering = Sample.offering()
        func edition(_ course: Course?, from: String) throws -> EditionID {
            try Self.revised(offering, course: course, on: "2015-01-01") { revision in
                revision.plan.startsOn = Sample.day(from)
                revision.plan.endsOn = Sample.day(from)
            }.edition
        }
        #expect(try edition(course, from: "2015-12-31") == course.editions[0].id)
        #expect(try edition(course, from: "2016-01-01") == course.editions[1].id)
        #expect(try edition(nil, from: "2016-01-01") == offering.edition)
        #expect(try edition(course, from: "2026-04-06") == offering.edition)
    }

    @Test func `E1: prices at once replace those of the day, and later ones stay`() throws {
        var offering = Sample.offering()
        let today = Sample.day("2026-04-01")
        let later = PriceList(member: 3, nonMember: 4)
        for (day, prices) in [("2026-04-01", PriceList(member: 1, nonMember: 2)), ("2026-04-02", later)] {
            try offering.prices.approve(prices, from: Sample.day(day), on: today)
        }
        let revised = try Self.revised(offering) { $0.prices = PriceProposal(member: 5, nonMember: 6) }
        #expect(revised.prices.first == PriceList(member: 5, nonMember: 6))
        #expect(revised.prices.changes.map(\.prices) == [later])
    }

    @Test func `E1: prices are approved for a published class only`() throws {
        var offering = Sample.offering()
        let (today, proposal) = (Sample.day("2026-04-01"), PriceProposal(member: 5, nonMember: 6))
        #expect(throws: OfferingRejection.prices(.dayOver(Sample.day("2026-03-31")))) {
            try offering.approve(proposal, from: Sample.day("2026-03-31"), on: today)
        }
        #expect(try offering.approve(proposal, from: today, on: today) == PriceList(member: 5, nonMember: 6))
        #expect(offering.prices.first == PriceList(member: 5, nonMember: 6))
        #expect(offering.prices.changes == [])
        offering.status = .cancelled
        #expect(throws: OfferingRejection.cancelled) { try offering.approve(proposal, from: today, on: today) }
    }
}
