import Foundation
import Primitives
import RegistrationDomain

/// The versions of the association's amounts and deadlines, oldest first; read and checked once, at start.
///
/// A decision takes the version in force at its time and records its name, so that it can be explained after the next one.
struct RulePack: Sendable {
    let versions: [RegistrationPolicy]

    /// Reads a rule pack's JSON5 text.
    ///
    /// - Throws: `Fault` when it cannot be read, is empty, is out of order, or a version has impossible numbers.
    init(json5 text: String) throws {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            versions = try decoder.decode([RegistrationPolicy].self, from: Data(text.utf8))
        } catch {
            throw Fault(reason: "the rule pack cannot be read: \(error)")
        }
        for version in versions {
            for fault in version.faults { throw Fault(reason: "rule pack \(version.version): \(fault)") }
        }
        guard !versions.isEmpty, zip(versions, versions.dropFirst()).allSatisfy({ $0.effectiveFrom < $1.effectiveFrom })
        else { throw Fault(reason: "the rule pack's versions must be in order of effectiveFrom") }
    }

    struct Fault: Error, CustomStringConvertible {
        let reason: String
        var description: String { reason }
    }

    /// The version in force at this time; before the first, the first.
    func policy(at instant: Instant) -> RegistrationPolicy {
        versions.last { $0.effectiveFrom <= instant.utcDay } ?? versions[0]
    }

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
            },
        ]
        """
}
