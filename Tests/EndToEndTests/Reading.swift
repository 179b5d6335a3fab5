import Contracts
import Foundation
import Kafka
import Postgres
import Primitives
import ServiceKit

/// A topic that a service reads, a type that it takes from there, and a right event of it with the effect by which a test
/// sees that it was handled.
struct Reading {
    let service: ServiceName
    let type: any EventType.Type
    let good: KafkaMessage
    /// Counts the effect: 0 before, 1 after.
    let effect: Query

    var topic: Topic { type.topic }

    /// One for each topic of each service.
    static func all(person: PersonID, member: PersonID) throws -> [Reading] {
        let revoked = UUID().uuidString.lowercased()
        let day = Day(daysSince1970: 20_500)
        let state = PersonState(
            kind: .member, roles: [], coordinatorOf: [], memberships: [], holds: [], assignments: [])
        let profile = ProfileState(
            givenName: "Ada", familyName: "Behind", email: "ada.\(revoked)@muster.example", locale: "en")
        let revocation = RevocationRecord(
            before: .now, expiresAt: Instant.now.adding(microseconds: 86_400_000_000))
        let (payment, paid) = try Self.payment(of: member)
        let granted = try Poison.good(
            MembershipGranted(
                MembershipChange(
                    membershipId: MembershipID(UUID()), type: "individual", validFrom: day, validTo: day, cause: .office
                )),
            key: person.description)
        let candidate = UUID().uuidString.lowercased()
        let change = CandidateChange(
            personId: person, stage: .intern, offeringId: OfferingID(UUID()), dueOn: day)
        let unassigned = try Poison.good(CandidateUnassigned(change), key: candidate)
        let erased = try Poison.good(PersonErased(), key: UUID().uuidString.lowercased())
        let (evaluation, evaluated) = try Self.evaluation(of: person)
        let completion = UUID().uuidString.lowercased()
        let completed = CompletionState(
            CompletionChange(
                personId: person, courseCode: "basic-sro", editionId: EditionID(UUID()), hours: 40, completedOn: day,
                imported: true), CompletionStanding(voided: false, evaluated: false))
        let credential = UUID().uuidString.lowercased()
        var readings = [
            Reading(service: .accounts, type: PaymentSettled.self, good: payment, effect: paid),
            Reading(
                service: .registration, type: MembershipGranted.self, good: granted.message,
                effect: "SELECT count(*) FROM registration.inbox WHERE event_id = \(granted.id)"),
            Reading(
                service: .registration, type: CandidateUnassigned.self, good: unassigned.message,
                effect: "SELECT count(*) FROM registration.inbox WHERE event_id = \(unassigned.id)"),
            Reading(
                service: .registration, type: CandidateState.self,
                good: try Poison.good(
                    CandidateState(personId: person, stage: .intern, dueOn: day, suspended: false), key: candidate
                ).message,
                effect: "SELECT count(*) FROM registration.candidate WHERE id = \(candidate)::uuid"),
            Reading(
                service: .certification, type: PersonErased.self, good: erased.message,
                effect: "SELECT count(*) FROM certification.inbox WHERE event_id = \(erased.id)"),
            Reading(service: .certification, type: EvaluationCompleted.self, good: evaluation, effect: evaluated),
            Reading(
                service: .certification, type: CompletionState.self,
                good: try Poison.good(completed, key: completion).message,
                effect: "SELECT count(*) FROM certification.completion WHERE id = \(completion)::uuid"),
            Reading(
                service: .instructorQualification, type: CredentialState.self,
                good: try Poison.good(
                    CredentialState(personId: person, kind: .practitioner, awardedOn: day), key: credential
                ).message,
                effect: "SELECT count(*) FROM instructor_qualification.credential WHERE id = \(credential)::uuid"),
        ]
        let known = try Poison.good(state, key: person.description).message
        let named = try Poison.good(profile, key: person.description).message
        let signedOut = try Poison.good(revocation, key: "revoked:\(revoked)").message
        for service in [ServiceName.registration, .certification, .instructorQualification] {
            let schema: Query = "\(identifier: service.schemaName)"
            readings += [
                Reading(
                    service: service, type: PersonState.self, good: known,
                    effect: "SELECT count(*) FROM \(schema).person WHERE id = \(person)"),
                Reading(
                    service: service, type: ProfileState.self, good: named,
                    effect: "SELECT count(*) FROM \(schema).profile WHERE person_id = \(person)"),
                Reading(
                    service: service, type: RevocationRecord.self, good: signedOut,
                    effect: "SELECT count(*) FROM \(schema).token_revocation WHERE subject = \(revoked)"),
            ]
        }
        return readings
    }

    /// Paid in full at the non-member rate: it brings a membership (B4).
    static func payment(of person: PersonID) throws -> (KafkaMessage, effect: Query) {
        let registration = RegistrationID(UUID())
        let settled = PaymentSettled(
            PaymentChange(
                registrationId: registration, personId: person, offeringId: OfferingID(UUID()),
                rateCategory: .nonMember, amount: 1_00, total: 1_00, fullyPaid: true, fullyRefunded: false))
        return (
            try Poison.good(settled, key: UUID().uuidString.lowercased()).message,
            "SELECT count(*) FROM accounts.membership WHERE registration_id = \(registration)"
        )
    }

    static func evaluation(of person: PersonID) throws -> (KafkaMessage, effect: Query) {
        let registration = RegistrationID(UUID())
        return (
            try Poison.good(
                EvaluationCompleted(personId: person, offeringId: OfferingID(UUID())), key: registration.description
            ).message,
            "SELECT count(*) FROM certification.evaluation WHERE registration_id = \(registration)"
        )
    }
}
