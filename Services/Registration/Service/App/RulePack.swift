import JSONSchema
import Primitives
import RegistrationDomain
import ServiceKit

/// The versions of the association's amounts and deadlines.
///
/// A decision takes the version in force at its time and records its name, so that it can be explained after the next one.
struct RulePack: Sendable {
    private let versions: RuleVersions<RegistrationPolicy>

    /// - Throws: `RulePackFault`; a service with such a pack does not start.
    init(json5 text: String = RulePack.shipped) throws {
        versions = try RuleVersions(json5: text)
    }

    /// The version in force at this time; before the first, the first.
    func policy(at instant: Instant) -> RegistrationPolicy {
        versions.inForce(on: instant.utcDay)
    }

    /// For `/v1/policies`: all versions, oldest first.
    var shown: JSON { ["rulePacks": .array(versions.shown)] }

    /// What ships. To change an amount, add a version with the day from which it counts.
    static let shipped = """
        [
            {
                version: "registration-1",
                effectiveFrom: "1991-01-01",
                // D4: one fee for a transfer to another person.
                transferFee: 5000,
                // D5: the fee while at least so many days are left, then the full price.
                cancellationFee: 7500,
                cancellationFullPriceWithinDays: 14,
                // D7: hours to confirm a seat that came free.
                waitlistConfirmationHours: 48,
                // E3: off Basic for those who completed it before.
                basicRetakeDiscount: 10000,
                // E4.
                retakeInvitationYears: 3,
                // E6.
                auditTakesSeat: true,
                // F1: per cent of the class's days.
                attendanceMinimumPercent: 100,
                // F7: ratings are shown from so many answers on.
                evaluationMinimumAnswers: 5,
                // Reminders of a class: days before it, and the hour at the venue.
                reminderDaysBefore: [30, 7],
                reminderHour: 9,
            },
        ]
        """
}

extension RegistrationPolicy: RuleVersion {}
