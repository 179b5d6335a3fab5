import HTTP
import JSONSchema
import Postgres
import Primitives
import ServiceKit
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
}
