import Primitives
import RegistrationDomain
import Testing

@Suite struct CourseTests {
    @Test func `C1: the calendar shows a course by its title, aliases, hours and notice`() {
        let course = Sample.course()
        func isSame(_ change: (inout Course) -> Void) -> Bool {
            var other = course
            change(&other)
            return course.hasSameListing(as: other)
        }
        #expect(isSame { $0.prices = PriceSchedule(PriceList(member: 1, nonMember: 2)) })
        #expect(!isSame { $0.title = "Another title" })
        #expect(!isSame { $0.aliases = ["Another name"] })
        #expect(!isSame { $0.hours = 8 })
        #expect(!isSame { $0.audienceNotice = "For supervisors" })
        #expect(course.version == 1)
    }

    @Test func `E1: prices replace those of their day, and a schedule that is folded on a day has only later changes`()
        throws
    {
        let (day, new) = (Sample.day("2026-04-01"), PriceList(member: 1, nonMember: 2))
        var schedule = PriceSchedule(Sample.prices, changes: [DatedPrices(from: day, prices: Sample.prices)])
        #expect(schedule.folded(on: day).changes.isEmpty)
        schedule.replace(with: new, on: day)
        #expect(schedule.prices(on: day) == new)
    }
}
