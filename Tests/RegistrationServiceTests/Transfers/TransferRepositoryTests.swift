import DomainClock
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct TransferRepositoryTests {
    @Test func `a transfer is stored in the columns of its fields, and its previous holder is found`() async throws {
        let fixture = try await RegistrationFixture()
        let seat = try await fixture.register(Caller(), fixture.offering())
        let registration = try #require(seat["id"]?.string.flatMap { RegistrationID($0) })
        let transfer = TransferRecord(
            registration: registration, from: .new(), to: .new(),
            fee: 50_00, rulePack: "registration-1", by: .new(), at: fixture.clock.now)
        let transfers = TransferRepository()
        try await fixture.parts.journal.update { unit in transfers.insert(transfer, in: unit) }
        let rows = try await fixture.database.query(
            "SELECT from_person, to_person, fee, rule_pack, transferred_by, transferred_at FROM registration_transfer")
        let (from, to, fee, pack, by, at) = try #require(rows.first).decode(
            (PersonID, PersonID, Money, String, PersonID, Instant).self)
        #expect((from, to, fee) == (transfer.from, transfer.to, transfer.fee))
        #expect((pack, by, at) == (transfer.rulePack, transfer.by, transfer.at))
        #expect(
            try await transfers.previousHolders(of: transfer.registration, from: fixture.database) == [transfer.from])
    }
}
