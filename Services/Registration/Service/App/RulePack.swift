package import RegistrationDomain
import RulePacks

/// The versions of the association's amounts and deadlines.
typealias RulePack = RulePacks.RulePack<RegistrationPolicy>

extension RegistrationPolicy: RuleVersion {
    /// To change an amount, copy this into a file, add a version with the day from which it counts, and name the file
    /// by `REGISTRATION_RULE_PACK_FILE`.
    package static let shipped = """
        [
            {
                version: "registration-1",
                effectiveFrom: "1991-01-01",
                // D4: one fee for a transfer to another person.
                transferFee: 5000,
                // D5: the fee while at least so many days are left, then the full price.
                cancellationFee: 7500,
                cancellationFullPriceWithinDays: 14,
                // D5: no fee for so many days after the association moved the class to other days or another town.
                freeCancellationDaysAfterMove: 14,
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
                // E8: days to pay an invoice, and from one step of asking for it to the next.
                paymentTermDays: 30,
                dunningStepDays: 30,
                // Reminders of a class: days before it, and the hour at the venue.
                reminderDaysBefore: [30, 7],
                reminderHour: 9,
            },
        ]
        """
}
