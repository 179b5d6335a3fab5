import DomainClock
import HTTP
import JSONTree
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// The refusals of catalogue, hosting, classes, scholarships, money and imports, each provoked.
extension CensusFixture {
    func refuseClock() async throws {
        try await refuse(
            "clockBackwards", "PUT", "/v1/development/clock", as: Caller(roles: [.admin]),
            ["now": "2026-02-01T00:00:00Z"])
    }

    private static let edition: JSON = ["name": "Of 2030", "from": "2030-01-01", "sections": []]
    private static let twice: JSON = {
        let section: JSON = ["code": "law", "title": "Law", "minutes": 60]
        return ["name": "Of 2030", "from": "2030-01-01", "sections": [section, section]]
    }()
    /// What is wrong with prices, by what is refused.
    static let priceFaults: [(code: String, prices: JSON)] = [
        ("earlyBirdIncomplete", ["member": 100, "nonMember": 200, "earlyBird": 50]),
        ("pricesOutOfOrder", ["member": 201, "nonMember": 200]),
    ]

    func refuseCatalogue() async throws {
        func course(_ more: [String: JSON]) -> JSON {
            .object(
                [
                    "code": "new", "title": "New", "hours": 8, "prices": ["member": 100, "nonMember": 200],
                ].merging(more) { $1 })
        }
        let (path, basic) = ("/v1/courses", "/v1/courses/basic-sro")
        try await refuse("courseExists", "POST", path, as: fixture.staff, course(["code": "basic-sro"]))
        for (code, prices) in Self.priceFaults {
            try await refuse(code, "POST", path, as: fixture.staff, course(["prices": prices]))
            try await refuse(code, "PATCH", basic, as: fixture.staff, ["prices": prices])
        }
        try await refuse("sectionTwice", "POST", path, as: fixture.staff, course(["editions": [Self.twice]]))
        try await refuse("courseExists", "PATCH", basic, as: fixture.staff, ["editions": [Self.edition, Self.edition]])
        try await refuse("sectionTwice", "PATCH", basic, as: fixture.staff, ["editions": [Self.twice]])
        try await refuse("cursorInvalid", "GET", path + "?cursor=c1.AAAA")
    }

    private func plan(_ more: [String: JSON] = [:]) -> JSON {
        .object(
            [
                "agencyId": .string(fixture.agency.description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
                "endsOn": "2026-04-03", "capacity": 24, "venue": RegistrationFixture.venue,
                "contact": ["name": "Carla Cole", "email": "carla@springfield.example"],
            ].merging(more) { $1 })
    }

    private static func zone(_ name: String) -> [String: JSON] {
        var venue = RegistrationFixture.venue.object ?? [:]
        venue["timeZone"] = .string(name)
        return ["venue": .object(venue)]
    }

    private static let zoneFaults: [(code: String, change: [String: JSON])] = [
        ("timeZoneUnknown", zone("Mars/Base"))
    ]

    /// What is wrong with a class's plan, by what is refused.
    private static let faults: [(code: String, change: [String: JSON])] =
        [
            ("datesOutOfOrder", ["endsOn": "2026-03-29"]), ("courseUnknown", ["courseCode": "no-such-course"]),
        ] + zoneFaults
    private static let past: [String: JSON] = ["startsOn": "2026-02-02", "endsOn": "2026-02-03"]

    func refuseHosting() async throws {
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        let path = "/v1/host-requests"
        for (code, change) in Self.faults + [("datesPassed", Self.past)] {
            try await refuse(code, "POST", path, as: coordinator, plan(change))
        }
        func submit() async throws -> String {
            "\(path)/\(try await done("POST", path, as: coordinator, plan()).text("id"))"
        }
        let rejected = try await submit()
        try await refuse("hostRequestStatus", "POST", rejected + "/resubmission", as: coordinator, [:])
        _ = try await done("POST", rejected + "/rejection", as: fixture.staff, ["reason": "Too small."])
        for (code, change) in Self.faults + [("datesPassed", Self.past)] {
            try await refuse(code, "POST", rejected + "/resubmission", as: coordinator, .object(change))
        }
        try await refuse("hostRequestStatus", "POST", rejected + "/rejection", as: fixture.staff, ["reason": "Twice."])

        let approved = try await submit()
        let document = approved + "/documents/plan.pdf"
        try await refuse(
            "documentUnfit", "PUT", document, as: coordinator, text: "no PDF", type: "application/pdf")
        let put = try await fixture.send(
            "PUT", document, as: coordinator, text: "%PDF-1.4 a plan", type: "application/pdf")
        guard put.status == 204 else { throw UnexpectedReply(put) }
        try await refuse(
            "rangeNotSatisfiable", "GET", document, as: coordinator, headers: ["Range": "bytes=9000-9001"])
        for number in 1..<HostRequest.maximumDocuments {
            _ = try await fixture.send(
                "PUT", approved + "/documents/\(number).pdf", as: coordinator, text: "%PDF-1.4 more",
                type: "application/pdf")
        }
        try await refuse(
            "packetFull", "PUT", approved + "/documents/more.pdf", as: coordinator, text: "%PDF-1.4 more",
            type: "application/pdf")
        for (code, prices) in Self.priceFaults {
            try await refuse(code, "POST", approved + "/approval", as: fixture.staff, ["prices": prices])
        }
        _ = try await done("POST", approved + "/approval", as: fixture.staff, [:])
        try await refuse("hostRequestStatus", "POST", approved + "/approval", as: fixture.staff, [:])
        try await refuse(
            "hostRequestStatus", "PUT", document, as: coordinator, text: "%PDF-1.4 other", type: "application/pdf")
        let late = try await submit()
        fixture.clock.move(to: try instant("2026-04-01T15:00:00Z"))
        try await refuse("datesPassed", "POST", late + "/approval", as: fixture.staff, [:])
    }

    func refuseOfferings() async throws {
        for (code, change) in Self.faults + Self.priceFaults.map({ ($0.code, ["prices": $0.prices]) }) {
            try await refuse(code, "POST", "/v1/offerings", as: fixture.staff, plan(change))
        }
        let path = "/v1/offerings/\(try await fixture.offering())"
        try await refuse("datesOutOfOrder", "PATCH", path, as: fixture.staff, ["endsOn": "2026-03-29"])
        for (code, change) in Self.zoneFaults {
            try await refuse(code, "PATCH", path, as: fixture.staff, .object(change))
        }
        for (code, prices) in Self.priceFaults {
            try await refuse(code, "PATCH", path, as: fixture.staff, ["prices": prices])
        }
    }

    func refuseScholarships() async throws {
        let caller = Caller()
        func application(_ offering: String) -> JSON { ["offeringId": .string(offering), "statement": "No budget."] }
        let path = "/v1/scholarships"
        let offering = try await fixture.offering()
        try await refuse("notFound", "POST", path, as: caller, application(OfferingID.new().description))
        try await refuse(
            "scholarshipNotOffered", "POST", path, as: caller,
            application(try await fixture.offering(course: "advanced-sro")))
        let applied = try await done("POST", path, as: caller, application(offering))
        try await refuse("alreadyApplied", "POST", path, as: caller, application(offering))
        let award = "\(path)/\(applied.text("id"))/award"
        _ = try await done("POST", award, as: fixture.staff, ["full": true])
        try await refuse("alreadyAwarded", "POST", award, as: fixture.staff, ["full": true])
    }

    func refuseMoney() async throws {
        let offering = try await fixture.offering()
        let invoice = "/v1/invoices/\(try await fixture.register(Caller(), offering).text("invoiceId"))/payments"
        func pay(_ amount: Int) -> JSON { ["method": "check", "amount": .integer(amount), "reference": "1001"] }
        try await refuse("amountExceedsBalance", "POST", invoice, as: fixture.staff, pay(54501))
        let payment = try await done("POST", invoice, as: fixture.staff, pay(54500)).text("paymentId")
        func refund(_ amount: Int) -> JSON { ["amount": .integer(amount), "reason": "Paid twice."] }
        let refunds = "/v1/payments/\(payment)/refunds"
        try await refuse("amountExceedsPayment", "POST", refunds, as: fixture.staff, refund(54501))
        _ = try await done("POST", refunds, as: fixture.staff, refund(1))
        let listed = try await fixture.send("GET", "/v1/refunds?status=toSend", as: fixture.staff).json
        let sent = "/v1/refunds/\(listed["items"]?[0]?.text("id") ?? "")/sent"
        for (code, day) in [("sentInFuture", "2026-03-02"), ("sentBeforeRefund", "2026-02-28")] as [(String, JSON)] {
            try await refuse(code, "POST", sent, as: fixture.staff, ["reference": "2001", "sentOn": day])
        }
        let own = try await fixture.register(fixture.staff, offering)
        let ownPayments = "/v1/invoices/\(own.text("invoiceId"))/payments"
        try await refuse("ownInvoice", "POST", ownPayments, as: fixture.staff, pay(54500))
        let paid = try await done("POST", ownPayments, as: Caller(roles: [.staff]), pay(54500))
        try await refuse(
            "ownInvoice", "POST", "/v1/payments/\(paid.text("paymentId"))/refunds", as: fixture.staff, refund(1))
        _ = try await done(
            "POST", "/v1/payments/\(paid.text("paymentId"))/refunds", as: Caller(roles: [.staff]), refund(1))
        let mine = try await fixture.send("GET", "/v1/refunds?status=toSend", as: fixture.staff).json["items"]?.array
        try await refuse(
            "ownInvoice", "POST", "/v1/refunds/\(mine?.last?.text("id") ?? "")/sent", as: fixture.staff,
            ["reference": "2001", "sentOn": "2026-03-01"])
        try await refuseWebhooks()
        try await refuse(
            "csvUnreadable", "POST", "/v1/imports/completions", as: fixture.staff, text: "a,b\n1,2\n", type: "text/csv")
    }

    private func refuseWebhooks() async throws {
        func event(_ currency: String) -> JSON {
            [
                "id": "evt-1", "type": "payment.succeeded", "invoiceId": .string(InvoiceID.new().description),
                "amount": 100, "currency": .string(currency), "reference": "ch_1",
            ]
        }
        for (code, body, secret) in [
            ("signatureInvalid", event("USD"), Array("another secret".utf8)),
            ("currencyUnknown", event("EUR"), RegistrationFixture.secret),
            ("notFound", event("USD"), RegistrationFixture.secret),
        ] {
            try await refuse(
                code, "POST", "/v1/webhooks/payments", body,
                headers: [
                    "Muster-Signature": WebhookSignature.header(
                        for: body.serialised(), secret: secret, at: fixture.clock.now)
                ])
        }
    }
}
