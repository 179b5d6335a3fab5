import Contracts
import DomainClock
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import Security
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// E1: the member rate.
@Suite struct RateTests {
    @Test(.rule(.E1))
    func `members pay the member rate by the events that arrived; without events there is no membership`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let member = Caller()
        try await fixture.know(member.person, memberFrom: "2026-03-01", to: "2027-02-28")
        let lapsed = Caller()
        try await fixture.know(lapsed.person, memberFrom: "2025-01-01", to: "2026-02-28")
        #expect(try await fixture.register(member, offering)["rateCategory"] == "member")
        #expect(try await fixture.register(lapsed, offering)["rateCategory"] == "nonMember")
        #expect(try await fixture.register(Caller(), offering)["rateCategory"] == "nonMember")
    }

    @Test(.rule(.E1))
    func `a term granted before the registration whose event arrives later is credited once, by its own line`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering()
        let caller = Caller()
        let registered = try await fixture.register(caller, offering)
        func granted(at time: Instant, for registration: RegistrationID? = nil) async throws {
            var term = MembershipChange.individual(from: "2026-01-01", to: "2026-12-31")
            term.cause = registration == nil ? .purchase : .ratePaid
            term.registrationId = registration
            try await fixture.deliver(fact: .membershipGranted, term, of: caller.person, at: time)
        }
        let path = "/v1/registrations/\(registered["id"]?.string ?? "")"
        // A term granted after the registration changes nothing, nor does the free term for its own payment.
        try await granted(at: fixture.clock.now.adding(seconds: 61))
        try await granted(at: fixture.clock.now, for: registered["id"]?.string.flatMap(RegistrationID.init))
        #expect(try await fixture.send("GET", path, as: caller).json["total"] == 54500)
        // Accounts' clock may be a little ahead.
        try await granted(at: fixture.clock.now.adding(microseconds: 4000))
        try await granted(at: fixture.clock.now.adding(seconds: -60))
        let corrected = try await fixture.send("GET", path, as: caller)
        #expect(corrected.json["total"] == 49500)
        #expect(corrected.json["rateCategory"] == "member")
        #expect(
            corrected.json["lines"]?.array?.compactMap { $0["code"]?.string } == [
                "nonMemberRate", "membershipCorrection",
            ])
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.E1))
    func `B4: a correction of a paid price refunds the difference, in a fact that states the corrected rate`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let caller = Caller()
        let registered = try await fixture.register(caller, try await fixture.offering())
        _ = try await fixture.pay(registered["invoiceId"], 54500)
        try await fixture.grantMembership(to: caller.person, at: fixture.clock.now.adding(seconds: -60))
        let invoice = try await fixture.send(
            "GET", "/v1/invoices/\(registered["invoiceId"]?.string ?? "")", as: caller)
        #expect(invoice.json["paid"] == 49500)
        #expect(invoice.json["balance"] == 0)
        let fact = try await fixture.facts(of: registered["invoiceId"]?.string ?? "").last
        #expect(fact?.type == "payment.refunded")
        #expect(fact?.data["amount"] == 5000)
        #expect(fact?.data["rateCategory"] == "member")
        #expect(try await fixture.expectBalancedLedger())
    }
}
