import DomainClock
import Foundation
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Invoice numbers and documents")
struct InvoiceNumberTests {
    private func invoices(_ world: RegistrationWorld, _ count: Int) async throws -> [InvoiceID] {
        let offering = try await world.offering(capacity: count, from: "2027-06-07", to: "2027-06-11")
        var invoices: [InvoiceID] = []
        for _ in 0..<count {
            let registered = try await world.register(Caller(), offering)
            invoices.append(try #require(InvoiceID(registered.text("invoiceId"))))
        }
        return invoices
    }

    private func numbers(_ world: RegistrationWorld) async throws -> [String] {
        try await world.database.query("SELECT number FROM invoice WHERE number IS NOT NULL ORDER BY number")
            .map { try $0.value(at: 0) }
    }

    @Test("E8: numbers have no gap and no double when documents are issued at once, each several times, and some fail")
    func parallel() async throws {
        let world = try await RegistrationWorld(pool: 8)
        let invoices = try await invoices(world, 24)
        // Every third one cannot be written after its number was drawn.
        let unlucky = invoices.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
        try await world.database.transaction { sql in
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
                    group.addTask { (try? await world.store.number(id, at: world.clock.now)) != nil }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(await issueAll().filter { $0 }.count == 32)
        #expect(try await numbers(world) == expected(16))
        try await world.database.execute("DELETE FROM unlucky")
        #expect(await issueAll().allSatisfy { $0 })
        #expect(try await numbers(world) == expected(24))
    }

    private func expected(_ count: Int) -> [String] {
        (1...count).map { "2026-" + String(repeating: "0", count: 6 - String($0).count) + String($0) }
    }

    @Test("E8: a number is of the year of issue at the association's seat, and stays; each year begins at one")
    func years() async throws {
        let world = try await RegistrationWorld(at: "2027-01-01T04:00:00Z")
        let invoices = try await invoices(world, 2)
        #expect(try await world.store.number(invoices[0], at: world.clock.now) == "2026-000001")
        world.clock.setOffset(microseconds: 86_400 * 1_000_000)
        #expect(try await world.store.number(invoices[1], at: world.clock.now) == "2027-000001")
        #expect(try await world.store.number(invoices[0], at: world.clock.now) == "2026-000001")
        #expect(try await world.store.number(.new(), at: world.clock.now) == nil)
    }

    @Test("E8: the document holds every line, payment and balance, on as many pages as it takes")
    func document() async throws {
        let world = try await RegistrationWorld()
        let caller = Caller()
        try await world.know(caller.person, email: "omar@springfield.example")
        let registered = try await world.register(
            caller, try await world.offering(), more: ["purchaseOrder": "PO 4711"])
        for amount in [500, 100, 200] { _ = try await world.pay(registered["invoiceId"], amount) }
        let path = "/v1/invoices/\(registered.text("invoiceId"))"
        let short = try await world.send("GET", path, as: caller, headers: ["Accept": "application/pdf"])
        #expect(short.text.contains("/Count 1"))
        for _ in 0..<40 { _ = try await world.pay(registered["invoiceId"], 100) }
        let long = try await world.send("GET", path, as: caller, headers: ["Accept": "application/pdf"])
        #expect(long.text.contains("/Count 2"))
        #expect(try await world.send("GET", path, as: caller).json["number"] == "2026-000001")
    }

    /// The document's rows as text, as of the world's day.
    private func rows(_ world: RegistrationWorld, _ registration: JSON) async throws -> [String] {
        let id = try #require(InvoiceID(registration.text("invoiceId")))
        let record = try #require(try await world.store.invoice(id, from: world.database))
        let issue = try #require(record.issue)
        let document = InvoiceDocument(
            record: record, number: record.number ?? "", issue: issue,
            asOf: world.store.associationDay(world.clock.now), day: world.store.associationDay)
        return document.rows.map { row in
            [row.text, row.amount.map(\.description), row.reason].compactMap { $0 }.joined(separator: " | ")
        }
    }

    @Test("E8: what was issued stays; a transfer, a cancellation, fees and payments stand below it with their days")
    func asIssued() async throws {
        let world = try await RegistrationWorld()
        let caller = try await world.member("omar")
        let offering = try await world.offering()
        let registered = try await world.register(caller, offering)
        let path = "/v1/invoices/\(registered.text("invoiceId"))"
        let pdf: HTTPHeaders = ["Accept": "application/pdf"]
        let first = try await world.send("GET", path, as: caller, headers: pdf)
        #expect(first.status == 200)
        let issued = try await rows(world, registered)
        #expect(
            issued == [
                "Basic SRO | 545.00 | no membership is known on the registration date", "Total, USD | 545.00",
                "Payments as of 2026-03-01: none", "Balance due as of 2026-03-01 | 545.00",
            ])
        let again = try await world.send("GET", path, as: caller, headers: pdf)
        #expect(again.bytes == first.bytes)

        _ = try await world.pay(registered["invoiceId"], 54500)
        world.clock.move(to: try instant("2026-03-05T15:00:00Z"))
        let moved = try await world.send(
            "PATCH", "/v1/offerings/\(offering)", as: world.staff,
            ["title": "Another title", "startsOn": "2026-05-04", "endsOn": "2026-05-08"])
        #expect(moved.status == 200)
        let target = try await world.member("tess")
        _ = try await world.send(
            "POST", "/v1/registrations/\(registered.text("id"))/transfer", as: caller,
            ["toPersonId": .string(target.person.description)])
        world.clock.move(to: try instant("2026-03-06T15:00:00Z"))
        _ = try await world.send("POST", "/v1/registrations/\(registered.text("id"))/cancellation", as: target, [:])
        let after = try await rows(world, registered)
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
        let record = try #require(try await world.store.invoice(id, from: world.database))
        #expect(record.issue?.person == caller.person)
        #expect(record.issue?.subject.title == "Basic SRO")
        #expect(record.issue?.subject.startsOn.description == "2026-03-30")
        let last = try await world.send("GET", path, as: target, headers: pdf)
        #expect(last.status == 200)
        if let folder = ProcessInfo.processInfo.environment["MUSTER_TEST_PDF_FOLDER"] {
            try Data(last.bytes).write(to: URL(fileURLWithPath: folder + "/invoice.pdf"))
        }
    }
}
