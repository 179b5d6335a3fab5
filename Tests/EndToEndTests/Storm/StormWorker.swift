import Foundation
import JSONTree
import Primitives

/// One caller among many: registers, cancels, transfers, confirms, resizes, allots and pays, in no order.
struct StormWorker: Sendable {
    let fixture: StormFixture
    let log: StormLog

    func run(until end: ContinuousClock.Instant) async throws {
        while ContinuousClock.now < end {
            switch Int.random(in: 0..<100) {
            case 0..<45: try await register()
            case 45..<65: try await onAnyRegistration("cancellation", [:])
            case 65..<75:
                guard let target = fixture.people.randomElement() else { return }
                try await onAnyRegistration("transfer", ["toPersonId": .string(target.id)])
            case 75..<85: try await onAnyRegistration("confirmation", [:])
            case 85..<91: try await resize()
            case 91..<96: try await allot()
            default: try await pay()
            }
        }
    }

    private func register() async throws {
        guard let person = fixture.people.randomElement(), let offering = fixture.offerings.randomElement() else {
            return
        }
        let body: JSON = ["offeringId": .string(offering), "waitlist": .bool(.random())]
        let key = UUID().uuidString
        let answer = try await fixture.client.send("POST", "/v1/registrations", token: person.token, body, key: key)
        count("register", answer)
        guard answer.status == 201, let id = answer.json["id"]?.string else { return }
        log.change {
            $0.acknowledged.append(
                .init(registration: id, offering: offering, invoice: answer.json["invoiceId"]?.string))
        }
        guard answer.wasRepeated || Int.random(in: 0..<20) == 0 else { return }
        let again = try await fixture.client.send("POST", "/v1/registrations", token: person.token, body, key: key)
        if again.status != 201 || again.json != answer.json {
            log.change { $0.unlike.append("\(answer) and then \(again)") }
        }
    }

    private func onAnyRegistration(_ action: String, _ body: JSON) async throws {
        guard let known = log.anyRegistration() else { return }
        let answer = try await fixture.client.send(
            "POST", "/v1/registrations/\(known.registration)/\(action)", token: fixture.staff, body)
        count(action, answer)
    }

    private func resize() async throws {
        guard let offering = fixture.offerings.randomElement() else { return }
        let answer = try await fixture.client.send(
            "PATCH", "/v1/offerings/\(offering)", token: fixture.staff, ["capacity": .integer(.random(in: 2...12))])
        count("resize", answer)
    }

    private func allot() async throws {
        guard let offering = fixture.offerings.randomElement() else { return }
        let answer = try await fixture.client.send(
            "POST", "/v1/offerings/\(offering)/seat-allotments", token: fixture.staff,
            [
                "agencyId": .string(fixture.agency), "seats": .integer(.random(in: 1...3)), "reason": "they called",
                "expiresAt": .string(Instant.now.adding(seconds: .random(in: 2...8)).description),
            ])
        count("allot", answer)
    }

    private func pay() async throws {
        guard let invoice = log.anyRegistration()?.invoice else { return }
        let answer = try await fixture.client.send(
            "POST", "/v1/invoices/\(invoice)/payments", token: fixture.staff,
            ["method": "check", "amount": .integer(.random(in: 100...60000)), "reference": "storm"])
        count("pay", answer)
    }

    private func count(_ action: String, _ answer: StormClient.Answer) {
        log.change {
            $0.answers["\(action) \(answer.status)", default: 0] += 1
            if answer.wasRepeated { $0.repeated += 1 }
        }
    }
}
