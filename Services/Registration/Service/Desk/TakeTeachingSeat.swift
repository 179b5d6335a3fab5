import Contracts
import Messaging
import Primitives
import RegistrationDomain
import Web

/// Registers a candidate for a class, to teach or to audit it, at the instructor programme's request (H14, H20). A
/// refusal is published, so that the programme knows its reason.
struct TakeTeachingSeat: Sendable {
    struct Command: Sendable {
        var candidate: CandidateID
        var offering: OfferingID
        var person: PersonID
        var isAudit: Bool
    }

    let register: RegisterPeople

    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.H14)
        let registration = RegisterPeople.Command(
            offering: command.offering, person: command.person, kind: command.isAudit ? .audit : .staff,
            requestedBy: command.person, byStaff: !command.isAudit, byCandidacy: true, cause: .assigned)
        do {
            _ = try await register(registration, at: now, in: unit)
        } catch let refusal as any RegistrationRefusal {
            unit.publish(
                .seatRefused,
                SeatRefusal(
                    personId: command.person, kind: command.isAudit ? .audit : .staff,
                    requestedBy: command.candidate, code: refusal.problem.code), of: command.offering, at: now)
        }
    }
}
