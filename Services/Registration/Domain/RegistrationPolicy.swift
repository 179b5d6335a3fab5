package import Primitives

/// The amounts and deadlines that the sources leave open: one version of the rule pack.
///
/// The service reads it from its rule-pack text and gives it to every decision; the version is recorded with what was decided.
package struct RegistrationPolicy: Hashable, Sendable, Codable {
    package var version: String
    package var effectiveFrom: Day
    /// D4.
    package var transferFee: Money
    /// D5: this fee while there are at least `cancellationFullPriceWithinDays` days to the start, then the full price.
    package var cancellationFee: Money
    package var cancellationFullPriceWithinDays: Int
    /// D5: for so many days after the association moved a class, who had a seat then may give it back without a fee.
    package var freeCancellationDaysAfterMove: Int
    /// D7: how long a promoted person may think.
    package var waitlistConfirmationHours: Int
    /// E3.
    package var basicRetakeDiscount: Money
    /// E4.
    package var retakeInvitationYears: Int
    /// E6.
    package var auditTakesSeat: Bool
    /// F1: per cent of the class's days.
    package var attendanceMinimumPercent: Int
    /// F7 and the roster's summary: nothing is shown below this many answers.
    package var evaluationMinimumAnswers: Int
    /// Days before a class on which those who sit in it are reminded, and the hour at the venue.
    package var reminderDaysBefore: [Int]
    package var reminderHour: Int

    /// E8: days to pay an invoice, and the days from one step of asking for it to the next.
    package var paymentTermDays: Int
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

    /// What is wrong with the numbers, as sentences; empty when the pack may be used.
    package var faults: [String] {
        var faults: [String] = []
        if transferFee < .zero || cancellationFee < .zero || basicRetakeDiscount < .zero {
            faults.append("fees and discounts must not be negative")
        }
        if cancellationFullPriceWithinDays < 0 { faults.append("cancellationFullPriceWithinDays must not be negative") }
        if !(0...365).contains(freeCancellationDaysAfterMove) {
            faults.append("freeCancellationDaysAfterMove must be 0 to 365")
        }
        if !(1...720).contains(waitlistConfirmationHours) {
            faults.append("waitlistConfirmationHours must be 1 to 720")
        }
        if !(1...100).contains(attendanceMinimumPercent) { faults.append("attendanceMinimumPercent must be 1 to 100") }
        if evaluationMinimumAnswers < 1 { faults.append("evaluationMinimumAnswers must be at least 1") }
        if retakeInvitationYears < 1 { faults.append("retakeInvitationYears must be at least 1") }
        if !(0...365).contains(paymentTermDays) { faults.append("paymentTermDays must be 0 to 365") }
        if !(1...365).contains(dunningStepDays) { faults.append("dunningStepDays must be 1 to 365") }
        if reminderDaysBefore.contains(where: { !(1...365).contains($0) })
            || Set(reminderDaysBefore).count < reminderDaysBefore.count
        {
            faults.append("reminderDaysBefore must be different days, 1 to 365")
        }
        if !(0...23).contains(reminderHour) { faults.append("reminderHour must be 0 to 23") }
        return faults
    }
}
