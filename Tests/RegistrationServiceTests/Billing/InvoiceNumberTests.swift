import DomainClock
import Foundation
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Invoice numbers and documents.
@Suite struct InvoiceNumberTests {
    private func invoices(_ fixture: RegistrationFixture, _ count: Int) async throws -> [InvoiceID] {
        let offering = try await fixture.offering(capacity: count, from: "2027-06-07", to: "2027-06-11")
        var invoices: [InvoiceID] = []
        for _ in 0..<count {
            let registered = try await fixture.register(Caller(), offering)
            invoices.append(try #require(InvoiceID(registered.text("invoiceId"))))
        }
        return invoices
    }

    private func numbers(_ fixture: RegistrationFixture) async throws -> [String] {
        try await fixture.database.query("SELECT number FROM invoice WHERE number IS NOT NULL ORDER BY number")
            .map { try $0.value(at: 0) }
    }

    @Test(.rule(.E8))
    func
        `invoice numbers have no gap and no duplicate when many are issued at once, each several times, and some fail`()
        async throws
    {
        let fixture = try await RegistrationFixture(pool: 8)
        let invoices = try await invoices(fixture, 24)
        // Every third one cannot be written after its number was drawn.
        let unlucky = invoices.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
        try await fixture.database.transaction { sql in
            sql.enqueue("CREATE TABLE unlucky (id uuid PRIMARY KEY)")
            sql.enqueue("INSERT INTO unlucky SELECT unnest(\(unlucky))")
            try await sql.script(
                """
                CREATE FUNCTION refuse_number() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.number IS NOT NULL AND OLD.number IS NULL AND NEW.id IN (SELECT id FROM unlucky) THEN
                        RAISE EXCEPTION 'no luck';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER refuse_number BEFORE UPDATE ON invoice FOR EACH ROW EXECUTE FUNCTION refuse_number()
                """)
        }
        func issueAll() async -> [Bool] {
            await withTaskGroup(of: Bool.self) { group in
                for id in invoices + invoices.reversed() {
                    group.addTask { (try? await issue(id, fixture)) != nil }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(await issueAll().filter { $0 }.count == 32)
        #expect(try await numbers(fixture) == expected(16))
        try await fixture.database.execute("DELETE FROM unlucky")
        #expect(await issueAll().allSatisfy { $0 })
        #expect(try await numbers(fixture) == expected(24))
    }

    private func issue(_ id: InvoiceID, _ fixture: RegistrationFixture) async throws -> String {
        let issue = IssueInvoice(
            policies: fixture.parts.policies, invoices: InvoiceRepository(database: fixture.database))
        return try await fixture.parts.journal.update { unit in
            try await issue(id, at: fixture.clock.now, in: unit)
        }
    }

    private func expected(_ count: Int) -> [String] {
        (1...count).map { "2026-" + String(repeating: "0", count: 6 - String($0).count) + String($0) }
    }

    @Test(.rule(.E8))
    func `an invoice number is of the year of issue in the association's time zone, and each year begins at one`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2027-01-01T04:00:00Z")
        let invoices = try await invoices(fixture, 2)
        #expect(try await issue(invoices[0], fixture) == "2026-000001")
        fixture.clock.setOffset(microseconds: 86_400 * 1_000_000)
        #expect(try await issue(invoices[1], fixture) == "2027-000001")
        #expect(try await issue(invoices[0], fixture) == "2026-000001")
        await #expect(throws: NotFound.self) { try await issue(.new(), fixture) }
    }

    @Test(.rule(.E8))
    func `an invoice's document has every line and payment and the balance, on as many pages as needed`() async throws {
        let fixture = try await RegistrationFixture()
        let caller = Caller()
        try await fixture.know(caller.person, email: "omar@springfield.example")
        let registered = try await fixture.register(
            caller, try await fixture.offering(), more: ["purchaseOrder": "PO 4711"])
        for amount in [500, 100, 200] { _ = try await fixture.pay(registered["invoiceId"], amount) }
        let path = "/v1/invoices/\(registered.text("invoiceId"))"
        let short = try await fixture.send("GET", path, as: caller, headers: ["Accept": "application/pdf"])
        #expect(short.text.contains("/Count 1"))
        for _ in 0..<40 { _ = try await fixture.pay(registered["invoiceId"], 100) }
        let long = try await fixture.send("GET", path, as: caller, headers: ["Accept": "application/pdf"])
        #expect(long.text.contains("/Count 2"))
        #expect(try await fixture.send("GET", path, as: caller).json["number"] == "2026-000001")
    }

    /// The document's rows as text, as of the fixture's day.
    private func rows(_ fixture: RegistrationFixture, _ registration: JSON) async throws -> [String] {
        let id = try #require(InvoiceID(registration.text("invoiceId")))
        let record = try #require(try await InvoiceRepository(database: fixture.database).find(id))
        let issue = try #require(record.issue)
        let document = InvoiceDocument(
            record: record, number: record.number ?? "", issue: issue,
            asOf: fixture.parts.policies.associationDay(fixture.clock.now), day: fixture.parts.policies.associationDay)
        return document.rows.map { row in
            [row.text, row.amount.map(\.description), row.reason].compactMap { $0 }.joined(separator: " | ")
        }
    }

    @Test(.rule(.E8))
    func `an issued document does not change; later lines and payments are listed below it with their days`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let caller = try await fixture.member("omar")
        let offering = try await fixture.offering()
        let registered = try await fixture.register(caller, offering)
        let path = "/v1/invoices/\(registered.text("invoiceId"))"
        let pdf: HTTPHeaders = ["Accept": "application/pdf"]
        let first = try await fixture.send("GET", path, as: caller, headers: pdf)
        #expect(first.status == 200)
        let issued = try await rows(fixture, registered)
        #expect(
            issued == [
                "Basic SRO | 545.00 | no membership is known on the registration date", "Total, USD | 545.00",
                "Payments as of 2026-03-01: none", "Balance due as of 2026-03-01 | 545.00",
            ])
        let again = try await fixture.send("GET", path, as: caller, headers: pdf)
        #expect(again.bytes == first.bytes)

        _ = try await fixture.pay(registered["invoiceId"], 54500)
        fixture.clock.move(to: try instant("2026-03-05T15:00:00Z"))
        let moved = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff,
            ["title": "Another title", "startsOn": "2026-05-04", "endsOn": "2026-05-08"])
        #expect(moved.status == 200)
        let target = try await fixture.member("tess")
        _ = try await fixture.send(
            "POST", "/v1/registrations/\(registered.text("id"))/transfer", as: caller,
            ["toPersonId": .string(target.person.description)])
        fixture.clock.move(to: try instant("2026-03-06T15:00:00Z"))
        _ = try await fixture.send("POST", "/v1/registrations/\(registered.text("id"))/cancellation", as: target, [:])
        let after = try await rows(fixture, registered)
        #expect(after.prefix(2) == issued.prefix(2))
        #expect(
            after.dropFirst(2) == [
                "Since then", "Transfer fee | 50.00 | 2026-03-05: the registration went to another person",
                "Credit for the cancelled registration | -545.00 | 2026-03-06: the registration was cancelled",
                "Cancellation fee | 75.00 | 2026-03-06: cancelled 59 days before the class, at least 14",
                "Total now | 125.00", "Payments as of 2026-03-06", "Paid by check, 1001 | -545.00",
                "Refunded | 420.00", "Balance due as of 2026-03-06 | 0.00",
            ])
        let id = try #require(InvoiceID(registered.text("invoiceId")))
        let record = try #require(try await InvoiceRepository(database: fixture.database).find(id))
        #expect(record.issue?.person == caller.person)
        #expect(record.issue?.subject.title == "Basic SRO")
        #expect(record.issue?.subject.startsOn.description == "2026-03-30")
        let last = try await fixture.send("GET", path, as: target, headers: pdf)
        #expect(last.status == 200)
        if let folder = ProcessInfo.processInfo.environment["MUSTER_TEST_PDF_FOLDER"] {
            try Data(last.bytes).write(to: URL(fileURLWithPath: folder + "/invoice.pdf"))
        }
    }
}
