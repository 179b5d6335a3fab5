import Contracts
import Messaging
import Primitives
import RegistrationDomain

/// Invites each person whose last completion of Basic is older than the policy's years to retake it, once (E4).
struct InviteToRetake: Sendable {
    /// The number of persons that one transaction invites.
    private static let chunkSize = 200

    let journal: Journal
    let policies: Policies
    let mail: RetakeMail
    let invitations = RetakeInvitationRepository()

    func callAsFunction(at now: Instant) async throws {
        Rule.keep(.E4)
        let limit = policies.policy(at: now).retakeLimit(on: policies.associationDay(now))
        while try await invite(lastBefore: limit, at: now) {}
    }

    /// - Returns: whether there may be more.
    private func invite(lastBefore limit: Day, at now: Instant) async throws -> Bool {
        try await journal.update { unit in
            let invited = try await invitations.insertDue(
                lastBefore: limit, limit: Self.chunkSize, at: now, in: unit)
            for invitation in invited {
                unit.publish(
                    .retakeInvited, RetakeInvitation(lastCompletedOn: invitation.lastCompletedOn),
                    of: invitation.person, at: now)
            }
            mail.enqueue(invited, at: now, in: unit)
            return invited.count == Self.chunkSize
        }
    }
}
