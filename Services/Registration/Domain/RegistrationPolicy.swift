package import Primitives

/// The amounts and deadlines that the sources leave open: one version of the rule pack.
///
/// The service reads it from its rule pack and passes it to every decision. The version is recorded with the decision.
package struct RegistrationPolicy: Hashable, Sendable, Codable {
    package var version: String
    /// The first day of this version, in the association's time zone.
    package var effectiveFrom: Day
    /// The fee for a transfer (D4).
    package var transferFee: Money
    /// The fee for a cancellation at least `cancellationFullPriceWithinDays` days before the start (D5).
    package var cancellationFee: Money
    /// With fewer days left to the start, a cancellation costs the full price (D5).
    package var cancellationFullPriceWithinDays: Int
    /// The number of days after a move of the class within which a cancellation is free (D5).
    package var freeCancellationDaysAfterMove: Int
    /// The hours within which a person may accept a waitlist offer (D7).
    package var waitlistConfirmationHours: Int
    /// The discount for a person who completed Basic before (E3).
    package var basicRetakeDiscount: Money
    /// The years since Basic after which a person is invited to retake it (E4).
    package var retakeInvitationYears: Int
    /// Whether an audit takes one of the class's seats (E6).
    package var auditTakesSeat: Bool
    /// The share of the class's days that completion requires, in per cent (F1).
    package var attendanceMinimumPercent: Int
    /// The number of answers below which no average is published (F7).
    package var evaluationMinimumAnswers: Int
    /// The days before a class on which its attendees are reminded.
    package var reminderDaysBefore: [Int]
    /// The hour of a reminder, in the venue's time zone.
    package var reminderHour: Int
    /// The days within which an invoice is to be paid (E8).
    package var paymentTermDays: Int
    /// The days from one dunning level to the next (E8).
    package var dunningStepDays: Int

    package init(
        version: String, effectiveFrom: Day, transferFee: Money, cancellationFee: Money,
        cancellationFullPriceWithinDays: Int, freeCancellationDaysAfterMove: Int = 14, waitlistConfirmationHours: Int,
        basicRetakeDiscount: Money, retakeInvitationYears: Int, auditTakesSeat: Bool, attendanceMinimumPercent: Int,
        evaluationMinimumAnswers: Int, paymentTermDays: Int = 30, dunningStepDays: Int = 30,
        reminderDaysBefore: [Int] = [30, 7], reminderHour: Int = 9
    ) {
        self.version = version
        self.effectiveFrom = effectiveFrom
        self.transferFee = transferFee
        self.cancellationFee = cancellationFee
        self.cancellationFullPriceWithinDays = cancellationFullPriceWithinDays
        self.freeCancellationDaysAfterMove = freeCancellationDaysAfterMove
        self.waitlistConfirmationHours = waitlistConfirmationHours
        self.basicRetakeDiscount = basicRetakeDiscount
        self.retakeInvitationYears = retakeInvitationYears
        self.auditTakesSeat = auditTakesSeat
        self.attendanceMinimumPercent = attendanceMinimumPercent
        self.evaluationMinimumAnswers = evaluationMinimumAnswers
        self.paymentTermDays = paymentTermDays
        self.dunningStepDays = dunningStepDays
        self.reminderDaysBefore = reminderDaysBefore
        self.reminderHour = reminderHour
    }

    /// What is invalid in the values, one sentence a fault; empty for a valid policy.
    package var faults: [String] {
        var faults = PolicyFaults()
        faults.check("transferFee", transferFee)
        faults.check("cancellationFee", cancellationFee)
        faults.check("cancellationFullPriceWithinDays", cancellationFullPriceWithinDays, 0...)
        faults.check("freeCancellationDaysAfterMove", freeCancellationDaysAfterMove, 0...365)
        faults.check("waitlistConfirmationHours", waitlistConfirmationHours, 1...720)
        faults.check("basicRetakeDiscount", basicRetakeDiscount)
        faults.check("retakeInvitationYears", retakeInvitationYears, 1...)
        faults.check("attendanceMinimumPercent", attendanceMinimumPercent, 1...100)
        faults.check("evaluationMinimumAnswers", evaluationMinimumAnswers, 1...)
        faults.check("reminderDaysBefore", reminderDaysBefore, each: 1...365)
        faults.check("reminderHour", reminderHour, 0...23)
        faults.check("paymentTermDays", paymentTermDays, 0...365)
        faults.check("dunningStepDays", dunningStepDays, 1...365)
        return faults.sentences
    }
}
