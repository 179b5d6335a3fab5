import Configuration
import Contracts
import Foundation
import Kafka
import Postgres
import Primitives
import TestSupport
import Testing

extension WholeSuiteTests.PoisonedTopicsTests {
    /// An effect that its own table refuses, for as long as the constraint stands: what an operator mends before a
    /// redrive.
    private struct Mending {
        let service: ServiceName
        let table: String
        let refusal: String
        let message: KafkaMessage
        let effect: Query
    }

    private static func mendings(member: PersonID) throws -> [Mending] {
        let (payment, membership) = try Reading.payment(of: member)
        let (evaluation, evaluated) = try Reading.evaluation(of: PersonID(UUID()))
        let person = PersonID(UUID())
        let profile = try Poison.state(
            .profile,
            ProfileState(givenName: "Refused", familyName: "Once", email: "refused@muster.example", locale: "en"),
            of: person)
        let credential = CredentialID(UUID())
        let awarded = CredentialState(personId: person, kind: .practitioner, awardedOn: Day(daysSince1970: 20_501))
        return [
            Mending(
                service: .accounts, table: "membership", refusal: "cause <> 'ratePaid'", message: payment,
                effect: membership),
            Mending(
                service: .registration, table: "profile", refusal: "given_name <> 'Refused'",
                message: profile,
                effect: "SELECT count(*) FROM registration.profile WHERE person_id = \(person)"),
            Mending(
                service: .certification, table: "evaluation", refusal: "completed_at IS NULL", message: evaluation,
                effect: evaluated),
            Mending(
                service: .instructorQualification, table: "credential", refusal: "awarded_on <> '2026-02-17'",
                message: try Poison.state(.credential, awarded, of: credential),
                effect: "SELECT count(*) FROM instructor_qualification.credential WHERE id = \(credential)"),
        ]
    }

    /// Refused, redriven in vain, mended, redriven: the letter is open until its effect is there, and the effect is
    /// there once.
    static func mendAndRedrive(
        _ suite: SuiteFixture, _ producer: KafkaProducer, member: PersonID
    ) async throws {
        let mendings = try mendings(member: member)
        for mending in mendings {
            try await suite.database.execute(
                """
                ALTER TABLE \(identifier: mending.service.schemaName).\(identifier: mending.table)
                ADD CONSTRAINT refusal CHECK (\(unsafe: mending.refusal)) NOT VALID
                """)
            _ = try await producer.send(mending.message)
        }
        func isOpen(_ mending: Mending) throws -> Bool {
            try letters(suite, mending).contains("  open  ")
        }
        for mending in mendings {
            let died = try await eventually { try isOpen(mending) }
            #expect(died, "\(mending.service.rawValue) has a dead letter")
        }
        for mending in mendings { try redrive(suite, mending) }
        for mending in mendings {
            let diedAgain = try await eventually { try isOpen(mending) }
            #expect(diedAgain, "\(mending.service.rawValue) has a dead letter again")
            #expect(try await count(suite, mending.effect) == 0)
            try await suite.database.execute(
                """
                ALTER TABLE \(identifier: mending.service.schemaName).\(identifier: mending.table)
                DROP CONSTRAINT refusal
                """)
            try redrive(suite, mending)
        }
        try await expectEffects(suite, mendings.map(\.effect))
        for mending in mendings {
            #expect(try !isOpen(mending))
            try redrive(suite, mending)
        }
    }

    private static func key(_ mending: Mending) -> String { String(decoding: mending.message.key ?? [], as: UTF8.self) }

    private static func letters(_ suite: SuiteFixture, _ mending: Mending) throws -> String {
        try suite.run(mending.service, ["dlq", "list", "--closed", "--key", key(mending)])
    }

    private static func redrive(_ suite: SuiteFixture, _ mending: Mending) throws {
        try suite.run(mending.service, ["dlq", "redrive", "--key", key(mending)])
    }
}
