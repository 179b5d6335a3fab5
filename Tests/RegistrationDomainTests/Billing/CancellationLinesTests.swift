import Primitives
import RegistrationDomain
import Testing

@Suite struct CancellationLinesTests {
    private static let startsOn = Sample.day("2026-04-06")

    @Test(arguments: [nil, FreeCancellation.duplicateRegistration])
    func `D5: a registration without a price gets no line when it is cancelled`(exemption: FreeCancellation?) {
        let cancellation = Cancellation.byPerson(
            price: 0, startsOn: Self.startsOn, freeBecause: exemption, at: Sample.moment("2026-03-01"),
            under: Sample.policy)
        #expect(cancellation.lines.isEmpty)
        #expect(Cancellation.byAssociation(invoiced: 0).lines.isEmpty)
    }

    @Test func `D5: a fee of zero has no line`() {
        var policy = Sample.policy
        policy.cancellationFee = 0
        let cancellation = Cancellation.byPerson(
            price: 545_00, startsOn: Self.startsOn, at: Sample.moment("2026-03-01"), under: policy)
        #expect(cancellation.lines.map(\.code) == [.cancellationCredit])
    }

    @Test func `E8: an invoice of nothing is paid, and void only after a cancellation`() {
        #expect(Sample.invoice(Sample.line(.auditRate, 0)).status == .paid)
        #expect(
            Sample.invoice(Sample.line(.memberRate, 10), Sample.line(.cancellationCredit, -10)).status == .void)
    }
}
