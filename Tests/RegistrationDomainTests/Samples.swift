import Primitives
import RegistrationDomain

/// The values that most cases start from.
enum Sample {
    static let policy = RegistrationPolicy(
        version: "test", effectiveFrom: day("2016-01-01"), transferFee: 50_00,
        cancellationFee: 75_00, cancellationFullPriceWithinDays: 14, waitlistConfirmationHours: 48,
        basicRetakeDiscount: 100_00, retakeInvitationYears: 3, auditTakesSeat: true, attendanceMinimumPercent: 100,
        evaluationMinimumAnswers: 5)

    static let prices = PriceList(member: 495_00, nonMember: 545_00)

    static func day(_ text: String) -> Day {
        guard let day = Day(text) else { preconditionFailure("not a day: \(text)") }
        return day
    }

    /// Noon UTC of the day, the same day everywhere that matters here.
    static func moment(_ text: String) -> RegistrationMoment {
        guard let instant = Instant(text + "T12:00:00Z") else { preconditionFailure("not a day: \(text)") }
        return RegistrationMoment(instant: instant, associationDay: day(text), venueDay: day(text))
    }

    /// A class of five days in April, decided about in March unless told otherwise.
    static func book(capacity: Int, taken: Int = 0) -> SeatBook {
        SeatBook(startsOn: day("2026-04-06"), endsOn: day("2026-04-10"), capacity: capacity, seatsTaken: taken)
    }

    static func request(
        _ person: PersonID = .new(), total: Money = 545_00, waitlist: Bool = false, agency: AgencyID? = nil,
        kind: RegistrationKind = .regular, takesSeat: Bool = true
    ) -> SeatRequest {
        SeatRequest(
            registration: .new(), person: person, kind: kind, rateCategory: .nonMember, total: total,
            takesSeat: takesSeat, waitlist: waitlist, agency: agency)
    }

    static let venue = Venue(
        name: "Hall", address: "1 Main Street", city: "Hoover", state: "AL", country: "US",
        timeZone: "America/Chicago")

    static func plan(from: String = "2026-04-06", to: String = "2026-04-10") -> OfferingPlan {
        OfferingPlan(
            course: .basicSRO, venue: venue, startsOn: day(from), endsOn: day(to), capacity: 30,
            details: OfferingDetails(contact: Contact(name: "Carla Cole", email: "carla@hoover.example")))
    }

    /// Basic with its edition of 1991 and the one of 2016.
    static func course() -> Course {
        Course(
            code: .basicSRO, title: "Basic SRO", kind: .class, hours: 40, prices: PriceSchedule(prices),
            editions: [
                CourseEdition(id: .new(), name: "Basic", from: day("1991-01-01"), sections: []),
                CourseEdition(id: .new(), name: "Basic 2016", from: day("2016-01-01"), sections: []),
            ])
    }

    static func offering(from: String = "2026-04-06", to: String = "2026-04-10") -> Offering {
        Offering(
            id: .new(), course: .basicSRO, edition: .new(), kind: .class, title: "Basic SRO", agency: .new(),
            startsOn: day(from), endsOn: day(to), venue: venue, capacity: 30, prices: PriceSchedule(prices))
    }
}
