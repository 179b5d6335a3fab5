import Configuration
import Contracts
import Foundation
import Kafka
import Postgres
import Primitives

/// A topic that a service reads, a type that it takes from there, and a right event of it with the effect by which a
/// test sees that it was handled.
struct Reading {
    let service: ServiceName
    let type: any CatalogueEntry
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
        let granted = try Poison.fact(
            .membershipGranted,
            MembershipChange(
                membershipId: MembershipID(UUID()), type: "individual", validFrom: day, validTo: day, cause: .office),
            of: person)
        let candidate = CandidateID(UUID())
        let change = CandidateChange(
            personId: person, stage: .intern, offeringId: OfferingID(UUID()), dueOn: day)
        let unassigned = try Poison.fact(.candidateUnassigned, change, of: candidate)
        let erased = try Poison.fact(.personErased, PersonErasure(), of: PersonID(UUID()))
        let (evaluation, evaluated) = try Self.evaluation(of: person)
        let completion = CompletionID(UUID())
        let completed = CompletionState(
            CompletionChange(
                personId: person, courseCode: "basic-sro", editionId: EditionID(UUID()), hours: 40, completedOn: day,
                imported: true), CompletionStanding(voided: false, evaluated: false))
        let credential = CredentialID(UUID())
        var readings = [
            Reading(service: .accounts, type: EventType.paymentSettled, good: payment, effect: paid),
            Reading(
                service: .registration, type: EventType.membershipGranted, good: granted.message,
                effect: "SELECT count(*) FROM registration.inbox WHERE event_id = \(granted.id)"),
            Reading(
                service: .registration, type: EventType.candidateUnassigned, good: unassigned.message,
                effect: "SELECT count(*) FROM registration.inbox WHERE event_id = \(unassigned.id)"),
            Reading(
                service: .registration, type: StateType.candidate,
                good: try Poison.state(
                    .candidate, CandidateState(personId: person, stage: .intern, dueOn: day, suspended: false),
                    of: candidate),
                effect: "SELECT count(*) FROM registration.candidate WHERE id = \(candidate)"),
            Reading(
                service: .certification, type: EventType.personErased, good: erased.message,
                effect: "SELECT count(*) FROM certification.inbox WHERE event_id = \(erased.id)"),
            Reading(service: .certification, type: EventType.evaluationCompleted, good: evaluation, effect: evaluated),
            Reading(
                service: .certification, type: StateType.completion,
                good: try Poison.state(.completion, completed, of: completion),
                effect: "SELECT count(*) FROM certification.completion WHERE id = \(completion)"),
            Reading(
                service: .instructorQualification, type: StateType.credential,
                good: try Poison.state(
                    .credential, CredentialState(personId: person, kind: .practitioner, awardedOn: day),
                    of: credential),
                effect: "SELECT count(*) FROM instructor_qualification.credential WHERE id = \(credential)"),
        ]
        let known = try Poison.state(.person, state, of: person)
        let named = try Poison.state(.profile, profile, of: person)
        let signedOut = try Poison.state(.revocation, revocation, of: RevocationID(subject: revoked))
        for service in [ServiceName.registration, .certification, .instructorQualification] {
            let schema: Query = "\(identifier: service.schemaName)"
            readings += [
                Reading(
                    service: service, type: StateType.person, good: known,
                    effect: "SELECT count(*) FROM \(schema).person WHERE id = \(person)"),
                Reading(
                    service: service, type: StateType.profile, good: named,
                    effect: "SELECT count(*) FROM \(schema).profile WHERE person_id = \(person)"),
                Reading(
                    service: service, type: StateType.revocation, good: signedOut,
                    effect: "SELECT count(*) FROM \(schema).token_revocation WHERE subject = \(revoked)"),
            ]
        }
        return readings
    }

    /// Paid in full at the non-member rate: it brings a membership (B4).
    static func payment(of person: PersonID) throws -> (KafkaMessage, effect: Query) {
        let registration = RegistrationID(UUID())
        let payment = PaymentChange(
            registrationId: registration, personId: person, offeringId: OfferingID(UUID()),
            rateCategory: .nonMember, amount: 1_00, total: 1_00, fullyPaid: true, fullyRefunded: false)
        return (
            try Poison.fact(.paymentSettled, payment, of: InvoiceID(UUID())).message,
            "SELECT count(*) FROM accounts.membership WHERE registration_id = \(registration)"
        )
    }

    static func evaluation(of person: PersonID) throws -> (KafkaMessage, effect: Query) {
        let registration = RegistrationID(UUID())
        return (
            try Poison.fact(
                .evaluationCompleted, CompletedEvaluation(personId: person, offeringId: OfferingID(UUID())),
                of: registration
            ).message,
            "SELECT count(*) FROM certification.evaluation WHERE registration_id = \(registration)"
        )
    }
}
