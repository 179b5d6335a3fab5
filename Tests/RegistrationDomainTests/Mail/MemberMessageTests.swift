import Primitives
import RegistrationDomain
import Testing

@Suite struct MemberMessageTests {
    private static let holder = PersonID.new()

    private static func context(
        _ status: RegistrationStatus, _ change: (inout MessageContext) -> Void = { _ in }
    ) -> MessageContext {
        var context = MessageContext(holder: holder, status: status, startsOn: Sample.day("2026-04-06"))
        change(&context)
        return context
    }

    @Test func `Each person whom a seat fact concerns gets a message, except of a seat that was paid`() throws {
        var book = Sample.book(capacity: 1)
        let (first, second, third) = (PersonID.new(), PersonID.new(), PersonID.new())
        let moment = Sample.moment("2026-03-02")
        func decide(_ command: SeatCommand) throws -> [SeatFact] {
            try book.decide(command, at: moment, under: Sample.policy)
        }
        func sent(_ facts: [SeatFact]) -> [[String]] {
            facts.map { $0.messages.map { "\($0.message.rawValue) \($0.person)" } }
        }
        let taken = try decide(.register(Sample.request(first)))
        #expect(sent(taken) == [["registered \(first)"]])
        #expect(sent(try decide(.register(Sample.request(second, waitlist: true)))) == [["waitlisted \(second)"]])
        #expect(sent(try decide(.confirmPayment(taken[0].registration))) == [[]])
        let moved = try decide(.transfer(taken[0].registration, to: third))
        #expect(sent(moved) == [["seat-given-away \(first)", "seat-received \(third)"]])
        let freed = try decide(.cancel(moved[0].registration, .cancelledByPerson))
        #expect(sent(freed) == [["registration-cancelled \(third)"], ["seat-offered \(second)"]])
        #expect(sent(try decide(.accept(freed[1].registration))) == [["registered \(second)"]])
    }

    @Test(
        arguments: [
            (.cancelledByPerson, "registration-cancelled"), (.cancelledByStaff, "registration-cancelled"),
            (.unassigned, "registration-cancelled"), (.offerLapsed, "offer-expired"), (.offeringOver, "waitlist-ended"),
            (.offeringCancelled, "class-cancelled"),
        ] as [(SeatCause, String)])
    func `The message about a released seat depends on the cause`(cause: SeatCause, message: String) throws {
        var book = Sample.book(capacity: 1)
        let moment = Sample.moment("2026-03-02")
        let taken = try book.decide(.register(Sample.request()), at: moment, under: Sample.policy)
        let facts = try book.decide(.cancel(taken[0].registration, cause), at: moment, under: Sample.policy)
        #expect(facts[0].messages.map(\.message.rawValue) == [message])
    }

    @Test(arguments: RegistrationStatus.allCases)
    func `A message about a seat is sent only while the registration has its status`(status: RegistrationStatus) {
        let statuses: [MemberMessage: Set<RegistrationStatus>] = [
            .registered: [.pendingPayment, .confirmed], .seatReceived: [.pendingPayment, .confirmed],
            .classReminder: [.pendingPayment, .confirmed], .waitlisted: [.waitlisted], .seatOffered: [.offered],
            .classChanged: [.pendingPayment, .confirmed, .waitlisted, .offered],
            .priceCorrected: [.pendingPayment, .confirmed, .waitlisted, .offered],
            .evaluationOpen: [.pendingPayment, .confirmed],
        ]
        let moment = Sample.moment("2026-03-02")
        let context = Self.context(status) {
            $0.confirmBy = moment.instant.adding(seconds: 1)
            $0.attendedDays = 1
        }
        for message in MemberMessage.allCases {
            let isSent = message.reasonNotToSend(to: Self.holder, context, at: moment) == nil
            #expect(isSent == statuses[message]?.contains(status) ?? true, "\(message)")
        }
    }

    @Test func `No message is sent about a seat of another person or about a cancelled class`() {
        let moment = Sample.moment("2026-03-02")
        for message in [MemberMessage.registered, .seatReceived, .classReminder, .classChanged, .priceCorrected] {
            #expect(message.reasonNotToSend(to: .new(), Self.context(.confirmed), at: moment) != nil)
            let cancelled = Self.context(.confirmed) { $0.offeringStatus = .cancelled }
            #expect(message.reasonNotToSend(to: Self.holder, cancelled, at: moment) != nil)
        }
    }

    @Test func `An offer is sent until it ends, a reminder until the class begins`() {
        let moment = Sample.moment("2026-04-05")
        func reason(_ message: MemberMessage, _ context: MessageContext, _ day: String = "2026-04-05") -> String? {
            message.reasonNotToSend(to: Self.holder, context, at: Sample.moment(day))
        }
        #expect(reason(.seatOffered, Self.context(.offered) { $0.confirmBy = moment.instant }) != nil)
        #expect(
            reason(.seatOffered, Self.context(.offered) { $0.confirmBy = moment.instant.adding(seconds: 1) }) == nil)
        #expect(reason(.seatOffered, Self.context(.offered)) != nil)
        #expect(reason(.classReminder, Self.context(.confirmed)) == nil)
        #expect(reason(.classReminder, Self.context(.confirmed), "2026-04-06") != nil)
        #expect(reason(.evaluationOpen, Self.context(.confirmed)) != nil)
        #expect(reason(.evaluationOpen, Self.context(.confirmed) { $0.attendedDays = 5 }) == nil)
        let evaluated = Self.context(.confirmed) {
            $0.attendedDays = 5
            $0.isEvaluated = true
        }
        #expect(reason(.evaluationOpen, evaluated) != nil)
    }
}
