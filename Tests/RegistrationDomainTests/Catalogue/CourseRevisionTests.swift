import Primitives
import RegistrationDomain
import Testing

@Suite struct CourseRevisionTests {
    private static let today = Sample.day("2026-03-01")

    private static func edition(_ name: String, from: String, sections: [String] = []) -> CourseEdition {
        CourseEdition(
            id: .new(), name: name, from: Sample.day(from),
            sections: sections.map { CourseSection(code: $0, title: $0, minutes: 60) })
    }

    private static func proposal(
        prices: PriceProposal = PriceProposal(member: 1, nonMember: 2), _ editions: CourseEdition...
    ) -> CourseProposal {
        CourseProposal(
            code: .basicSRO, title: "Basic SRO", kind: .class, hours: 40, aliases: ["Basic"], prices: prices,
            editions: editions)
    }

    @Test func `C2: a course without editions gets one from today on, another one keeps its own in their order`() throws
    {
        let id = EditionID.new()
        let plain = try Course(Self.proposal(), edition: id, on: Self.today)
        #expect(plain.editions == [CourseEdition(id: id, name: "Basic SRO", from: Self.today, sections: [])])
        #expect(plain.prices == PriceSchedule(PriceList(member: 1, nonMember: 2)))
        let (late, early) = (Self.edition("B", from: "2026-01-01"), Self.edition("A", from: "2016-01-01"))
        #expect(
            try Course(Self.proposal(late, early), edition: id, on: Self.today).editions == [early, late])
    }

    @Test func `C1, C2: a faulty proposal is refused in a fixed order`() {
        let twice = Self.edition("Twice", from: "2016-01-01", sections: ["law", "law"])
        let prices = PriceProposal(member: 2, nonMember: 1)
        let cases: [(CourseProposal, CourseRejection)] = [
            (Self.proposal(prices: prices, twice, Self.edition("Same", from: "2016-01-01")), .editionsOnOneDay),
            (Self.proposal(prices: prices, twice), .sectionTwice(edition: "Twice")),
            (Self.proposal(prices: prices), .prices(.memberAboveNonMember(2, 1))),
        ]
        for (proposal, rejection) in cases {
            #expect(throws: rejection) { try Course(proposal, edition: .new(), on: Self.today) }
        }
    }

    @Test func `C2: a revision adds editions and keeps those that there are`() throws {
        var course = Sample.course()
        let editions = course.editions
        let added = Self.edition("Basic 2000", from: "2000-01-01", sections: ["law"])
        var revised = course
        revised.title = "Basic"
        revised.hours = 41
        try course.revise(as: revised, prices: nil, adding: [added], on: Self.today)
        #expect(course.title == "Basic")
        #expect(course.hours == 41)
        #expect(course.editions == [editions[0], added, editions[1]])
        #expect(course.prices == revised.prices)
    }

    @Test func `C2, E1: a faulty revision is refused in a fixed order and changes nothing`() {
        let (good, bad) = (PriceProposal(member: 1, nonMember: 2), PriceProposal(member: 2, nonMember: 1))
        let same = Self.edition("Same", from: "2016-01-01", sections: ["law", "law"])
        let twice = Self.edition("Twice", from: "2017-01-01", sections: ["law", "law"])
        let cases: [(PriceProposal, CourseEdition, CourseRejection)] = [
            (bad, same, .prices(.memberAboveNonMember(2, 1))), (good, same, .editionsOnOneDay),
            (good, twice, .sectionTwice(edition: "Twice")),
        ]
        for (prices, edition, rejection) in cases {
            var course = Sample.course()
            let before = course
            #expect(throws: rejection) {
                try course.revise(as: course, prices: prices, adding: [edition], on: Self.today)
            }
            #expect(course == before)
        }
    }

    @Test func `E1: prices of a revision count at once, and those of later days stay`() throws {
        var course = Sample.course()
        let later = PriceList(member: 3, nonMember: 4)
        try course.prices.approve(later, from: Sample.day("2026-04-01"), on: Self.today)
        try course.revise(
            as: course, prices: PriceProposal(member: 1, nonMember: 2), adding: [], on: Self.today)
        #expect(course.prices.first == PriceList(member: 1, nonMember: 2))
        #expect(course.prices.changes.map(\.prices) == [later])
    }

    @Test func `C1: a course is known by its aliases, its title and its code`() throws {
        let course = try Course(Self.proposal(), edition: .new(), on: Self.today)
        #expect(course.names == ["Basic", "Basic SRO", "basic-sro"])
    }
}
