import Primitives
import RegistrationDomain
import Testing

@Suite("What people are told by mail")
struct MemberMessageTests {
    private static let holder = PersonID.new()

    private static func standing(
        _ status: RegistrationStatus, _ change: (inout MessageStanding) -> Void = { _ in }
    ) -> MessageStanding {
        var standing = MessageStanding(holder: holder, status: status, startsOn: Sample.day("2026-04-06"))
        change(&standing)
        return standing
    }

    @Test("each seat fact is told to whom it concerns; a seat that was paid is told with the payment")
    func facts() throws {
        var book = Sample.book(capacity: 1)
        let (first, second, third) = (PersonID.new(), PersonID.new(), PersonID.new())
        let moment = Sample.moment("2026-03-02")
        func decide(_ command: SeatCommand) throws -> [SeatFact] {
            try book.decide(command, at: moment, under: Sample.policy)
        }
        func told(_ facts: [SeatFact]) -> [[String]] {
            facts.map { $0.messages.map { "\($0.message.rawValue) \($0.person)" } }
        }
        let taken = try decide(.register(Sample.request(first)))
        #expect(told(taken) == [["registered \(first)"]])
        #expect(told(try decide(.register(Sample.request(second, waitlist: true)))) == [["waitlisted \(second)"]])
        #expect(told(try decide(.settle(taken[0].registration))) == [[]])
        let moved = try decide(.transfer(taken[0].registration, to: third))
        #expect(told(moved) == [["seat-given-away \(first)", "seat-received \(third)"]])
        let freed = try decide(.cancel(moved[0].registration, .cancelledByPerson))
        #expect(told(freed) == [["registration-cancelled \(third)"], ["seat-offered \(second)"]])
        #expect(told(try decide(.accept(freed[1].registration))) == [["registered \(second)"]])
    }

    @Test(
        "a released seat is told by why it was released",
        arguments: [
            (.cancelledByPerson, "registration-cancelled"), (.cancelledByStaff, "registration-cancelled"),
            (.unassigned, "registration-cancelled"), (.offerLapsed, "offer-expired"), (.offeringOver, "waitlist-ended"),
            (.offeringCancelled, "class-cancelled"),
        ] as [(SeatCause, String)])
    func released(cause: SeatCause, message: String) throws {
        var book = Sample.book(capacity: 1)
        let moment = Sample.moment("2026-03-02")
        let taken = try book.decide(.register(Sample.request()), at: moment, under: Sample.policy)
        let facts = try book.decide(.cancel(taken[0].registration, cause), at: moment, under: Sample.policy)
        #expect(facts[0].messages.map(\.message.rawValue) == [message])
    }

    @Test(
        "what is told of a seat is sent only while it stands",
        arguments: RegistrationStatus.allCases)
    func status(status: RegistrationStatus) {
        let sent: [MemberMessage: Set<RegistrationStatus>] = [
            .registered: [.pendingPayment, .confirmed], .seatReceived: [.pendingPayment, .confirmed],
            .classReminder: [.pendingPayment, .confirmed], .waitlisted: [.waitlisted], .seatOffered: [.offered],
            .classChanged: [.pendingPayment, .confirmed, .waitlisted, .offered],
            .priceCorrected: [.pendingPayment, .confirmed, .waitlisted, .offered],
            .evaluationOpen: [.pendingPayment, .confirmed],
        ]
        let moment = Sample.moment("2026-03-02")
        let standing = Self.standing(status) {
            $0.confirmBy = moment.instant.adding(seconds: 1)
            $0.attendedDays = 1
        }
        for message in MemberMessage.allCases {
            let isSent = message.reasonNotToSend(to: Self.holder, standing, at: moment) == nil
            #expect(isSent == sent[message]?.contains(status) ?? true, "\(message)")
        }
    }

    @Test("nobody hears of a seat that another person has, or of a class that is cancelled")
    func others() {
        let moment = Sample.moment("2026-03-02")
        for message in [MemberMessage.registered, .seatReceived, .classReminder, .classChanged, .priceCorrected] {
            #expect(message.reasonNotToSend(to: .new(), Self.standing(.confirmed), at: moment) != nil)
            let cancelled = Self.standing(.confirmed) { $0.offeringStatus = .cancelled }
            #expect(message.reasonNotToSend(to: Self.holder, cancelled, at: moment) != nil)
        }
    }

    @Test("an offer is sent until its time, a reminder until the class begins, an evaluation's while it is open")
    func times() {
        let moment = Sample.moment("2026-04-05")
        func reason(_ message: MemberMessage, _ standing: MessageStanding, _ day: String = "2026-04-05") -> String? {
            message.reasonNotToSend(to: Self.holder, standing, at: Sample.moment(day))
        }
        #expect(reason(.seatOffered, Self.standing(.offered) { $0.confirmBy = moment.instant }) != nil)
        #expect(
            reason(.seatOffered, Self.standing(.offered) { $0.confirmBy = moment.instant.adding(seconds: 1) }) == nil)
        #expect(reason(.classReminder, Self.standing(.confirmed)) == nil)
        #expect(reason(.classReminder, Self.standing(.confirmed), "2026-04-06") != nil)
        #expect(reason(.evaluationOpen, Self.standing(.confirmed)) != nil)
        #expect(reason(.evaluationOpen, Self.standing(.confirmed) { $0.attendedDays = 5 }) == nil)
        let evaluated = Self.standing(.confirmed) {
            $0.attendedDays = 5
            $0.isEvaluated = true
        }
        #expect(reason(.evaluationOpen, evaluated) != nil)
    }
}

@Suite("Reminders of a class")
struct ClassReminderTests {
    private static func hour(_ hours: Int) -> Instant { Instant(secondsSince1970: hours * 3600) }
    /// 30 and 7 days before a class that begins at hour 10,000.
    private static let reminders = [
        ClassReminder(days: 30, opensAt: hour(10_000 - 30 * 24 + 9)),
        ClassReminder(days: 7, opensAt: hour(10_000 - 7 * 24 + 9)),
    ]

    @Test(
        "the last that has opened is due, until the class begins",
        arguments: [
            (-721 + 9, nil), (-720 + 9, 30), (-169 + 9, 30), (-168 + 9, 7), (-1, 7), (0, nil), (500, nil),
        ] as [(Int, Int?)])
    func due(hours: Int, days: Int?) {
        let now = Self.hour(10_000 + hours)
        #expect(ClassReminder.due(Self.reminders, startsAt: Self.hour(10_000), at: now)?.days == days)
        #expect(ClassReminder.due(Self.reminders.reversed(), startsAt: Self.hour(10_000), at: now)?.days == days)
    }

    @Test("is for who was told of the date before it was due")
    func told() {
        let reminder = Self.reminders[1]
        #expect(reminder.isFor(toldAt: reminder.opensAt.adding(seconds: -1)))
        #expect(!reminder.isFor(toldAt: reminder.opensAt))
    }

    @Test("the rule pack refuses days that are none, or twice, and hours that are none")
    func faults() {
        var policy = Sample.policy
        #expect(policy.faults == [])
        policy.reminderDaysBefore = [30, 30]
        #expect(policy.faults.count == 1)
        policy.reminderDaysBefore = [0]
        policy.reminderHour = 24
        #expect(policy.faults.count == 2)
        policy.reminderDaysBefore = []
        policy.reminderHour = 0
        #expect(policy.faults == [])
    }
}
