import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// All steps on seats at the same time.
@Suite struct SeatStormTests {
    @Test
    func `D1, D7, E8: after a parallel storm seats equal a recount, the waitlist kept its order, the ledger balances`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8)
        let offering = try await fixture.offering(capacity: 10)
        let targets = (0..<12).map { _ in PersonID.new() }
        for target in targets { try await fixture.know(target) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await oneCaller(number, fixture, offering, target: targets[number % targets.count])
                }
            }
            try await group.waitForAll()
        }
        try await expectSeatsAsTold(fixture, offering)
        #expect(try await fixture.expectBalancedLedger())
    }

    /// Registers or waits, pays or not, and cancels or transfers at the same time.
    private func oneCaller(_ number: Int, _ fixture: RegistrationFixture, _ offering: String, target: PersonID)
        async throws
    {
        let caller = Caller()
        let made = try await fixture.send(
            "POST", "/v1/registrations", as: caller, ["offeringId": .string(offering), "waitlist": true])
        guard made.status == 201, let id = made.json["id"]?.string else { throw UnexpectedReply(made) }
        if number % 3 == 0 { _ = try await fixture.pay(made.json["invoiceId"], 54500) }
        async let cancelled =
            number % 2 == 0
            ? fixture.send("POST", "/v1/registrations/\(id)/cancellation", as: caller, [:]).status : 200
        async let moved =
            number % 4 == 0
            ? fixture.send(
                "POST", "/v1/registrations/\(id)/transfer", as: caller, ["toPersonId": .string(target.description)]
            ).status : 200
        let statuses = try await [cancelled, moved]
        // After a transfer the registration is no longer the caller's, who then has none to cancel.
        #expect([200, 409].contains(statuses[1]), "\(statuses)")
        #expect([200, 409].contains(statuses[0]) || statuses == [404, 200], "\(statuses)")
    }

    private func expectSeatsAsTold(_ fixture: RegistrationFixture, _ offering: String) async throws {
        let facts = try await fixture.facts(of: offering)
        #expect(facts.map(\.sequence) == Array(1...facts.count))
        var held: Set<String> = []
        var waiting: [String] = []
        for fact in facts {
            guard fact.type.hasPrefix("seat."), let id = fact.data["registrationId"]?.string else { continue }
            switch fact.type {
            case "seat.taken": held.insert(id)
            case "seat.waitlisted": waiting.append(id)
            case "seat.offered":
                #expect(waiting.first == id)
                waiting.removeFirst()
                held.insert(id)
            case "seat.released":
                if held.remove(id) == nil { waiting.removeAll { $0 == id } }
            default: break
            }
            #expect(fact.data["seatsTaken"]?.integer == held.count)
            #expect(held.count <= 10)
        }
        let rows = try await fixture.database.query("SELECT seats_taken, waitlist_length FROM offering")
        let (taken, length) = try #require(try rows.first?.decode((Int, Int).self))
        #expect(taken == held.count)
        #expect(length == waiting.count)
    }
}
