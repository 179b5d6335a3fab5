import Primitives
import RegistrationDomain
import Testing

@Suite struct EnrolmentTests {
    private let offering = Sample.offering()
    private let march = Sample.moment("2026-03-01")

    private func registrant(
        isCandidate: Bool = false, award: ScholarshipAward? = nil
    ) -> Registrant {
        Registrant(
            person: .new(), isMember: true, hasCompletedBasic: false, isCandidate: isCandidate, award: award)
    }

    private func enrol(
        _ kind: RegistrationKind, _ registrant: Registrant, byStaff: Bool = false, waitlist: Bool = false,
        in book: inout SeatBook, under policy: RegistrationPolicy = Sample.policy
    ) throws -> Enrolment {
        try offering.enrol(
            registrant,
            EnrolmentRequest(registration: .new(), kind: kind, byStaff: byStaff, waitlist: waitlist), in: &book,
            at: march, under: policy)
    }

    @Test func `the price is frozen with the seat, at the person's own rate`() throws {
        var book = Sample.book(capacity: 1)
        let person = registrant()
        let enrolment = try enrol(.regular, person, in: &book)
        #expect(enrolment.quote == offering.quote(.regular, for: person, at: march, under: Sample.policy))
        #expect(enrolment.fact.registration.total == 495_00)
        #expect(enrolment.fact.registration.rateCategory == .member)
        #expect(enrolment.fact.registration.person == person.person)
        #expect(book.seatsTaken == 1)
    }

    @Test(arguments: [
        (RegistrationKind.regular, false, true), (.audit, false, true), (.staff, false, false), (.regular, true, false),
        (.staff, true, false),
    ])
    func `an invoice is opened with a seat, but not while the person waits and not for a teaching seat`(
        kind: RegistrationKind, isFull: Bool, opensInvoice: Bool
    ) throws {
        var book = Sample.book(capacity: 1, taken: isFull ? 1 : 0)
        let enrolment = try enrol(kind, registrant(), byStaff: true, waitlist: true, in: &book)
        #expect(enrolment.isWaiting == isFull)
        #expect(enrolment.opensInvoice == opensInvoice)
    }

    @Test(arguments: [RegistrationKind.regular, .scholarship])
    func `E5: an award that was granted before makes the seat a scholarship's`(kind: RegistrationKind) throws {
        var book = Sample.book(capacity: 1)
        let enrolment = try enrol(kind, registrant(award: .full), in: &book)
        #expect(enrolment.fact.registration.kind == .scholarship)
        #expect(enrolment.usesAward)
        #expect(enrolment.fact.registration.total == .zero)
        var another = Sample.book(capacity: 1)
        #expect(try !enrol(.regular, registrant(), in: &another).usesAward)
    }

    @Test func `E6: whether an audit takes a seat is a policy, and other kinds always take one`() throws {
        var policy = Sample.policy
        policy.auditTakesSeat = false
        var book = Sample.book(capacity: 1)
        let audit = try enrol(.audit, registrant(isCandidate: true), in: &book, under: policy)
        #expect(!audit.fact.registration.takesSeat)
        #expect(book.seatsTaken == 0)
        _ = try enrol(.staff, registrant(), byStaff: true, in: &book, under: policy)
        #expect(book.seatsTaken == 1)
    }

    @Test func `a kind that is not open is refused before a full class, and neither changes the seats`() throws {
        var book = Sample.book(capacity: 1, taken: 1)
        let before = book
        #expect(throws: KindRejection.auditNotAllowed) { try enrol(.audit, registrant(), in: &book) }
        #expect(throws: KindRejection.kindNotAllowed(.scholarship)) { try enrol(.scholarship, registrant(), in: &book) }
        #expect(throws: SeatRejection.offeringFull) { try enrol(.regular, registrant(), in: &book) }
        #expect(book == before)
    }
}
