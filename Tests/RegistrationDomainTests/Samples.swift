import Primitives
import RegistrationDomain

/// The values from which most cases start.
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

    /// Noon UTC of the day, which is the same day at the association and at the venue.
    static func moment(_ text: String) -> RegistrationMoment {
        guard let instant = Instant(text + "T12:00:00Z") else { preconditionFailure("not a day: \(text)") }
        return RegistrationMoment(instant: instant, associationDay: day(text), venueDay: day(text))
    }

    /// The seats of a class of five days in April; commands come in March unless a test states another day.
    static func book(capacity: Int, taken: Int = 0) -> SeatBook {
        SeatBook(startsOn: day("2026-04-06"), endsOn: day("2026-04-10"), capacity: capacity, seatsTaken: taken)
    }

    static func request(
        _ person: PersonID = .new(), total: Money = 545_00, waitlist: Bool = false, agency: AgencyID? = nil,
        kind: RegistrationKind = .regular, takesSeat: Bool = true
    ) -> SeatRequest {
        SeatRequest(
            registration: .new(), person: person, kind: kind, rateCategory: .nonMember, total: total,
            takesSeat: takesSeat, waitlist: waitlist, agencies: agency.map { [$0] } ?? [])
    }

    static let venue = Venue(
        name: "Hall", address: "1 Main Street", city: "Hoover", state: "AL", country: "US",
        timeZone: "America/Chicago")

    static func plan(from: String = "2026-04-06", to: String = "2026-04-10") -> OfferingPlan {
        OfferingPlan(
            course: .basicSRO, venue: venue, startsOn: day(from), endsOn: day(to), capacity: 30,
            details: OfferingDetails(contact: Contact(name: "Carla Cole", email: "carla@hoover.example")))
    }

    /// Basic with its editions of 1991 and 2016.
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

    static func line(_ code: PriceLine.Code, _ amount: Money) -> PriceLine {
        PriceLine(code: code, description: "A line", amount: amount, reason: "a test")
    }

    static func payment(_ amount: Money, _ method: PaymentMethod = .check) -> Payment {
        Payment(id: .new(), method: method, amount: amount, reference: "1001")
    }

    static func invoice(_ lines: PriceLine...) -> Invoice {
        var invoice = Invoice(id: .new())
        _ = invoice.charge(lines)
        return invoice
    }
}

extension CourseCode {
    static let advancedSRO = code("advanced-sro")
    static let management = code("sro-management")
    static let conference = code("conference")

    private static func code(_ text: String) -> CourseCode {
        guard let code = CourseCode(text) else { preconditionFailure("not a code: \(text)") }
        return code
    }
}

extension TrialBalance {
    init(of transfers: [LedgerTransfer]) {
        self.init(
            rows: LedgerAccount.allCases.map { account in
                Row(
                    account: account,
                    debit: transfers.filter { $0.debit == account }.reduce(.zero) { $0 + $1.amount },
                    credit: transfers.filter { $0.credit == account }.reduce(.zero) { $0 + $1.amount })
            })
    }
}

/// SplitMix64: repeatable randomness.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
