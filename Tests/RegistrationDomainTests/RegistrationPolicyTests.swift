import Primitives
import RegistrationDomain
import Testing

@Suite struct RegistrationPolicyTests {
    @Test func `A policy refuses days and hours of reminders that do not exist, and a day that is stated twice`() {
        var policy = Sample.policy
        #expect(policy.faults == [])
        policy.reminderDaysBefore = [30, 30]
        #expect(policy.faults.count == 1)
        policy.reminderDaysBefore = [0]
        policy.reminderHour = 24
        #expect(policy.faults.count == 2)
        policy.reminderDaysBefore = []
        policy.reminderHour = 0
        #expect(policy.faults == [])
    }

    @Test func `A policy that states nothing else reminds 30 and 7 days before at 9, with 30 days to pay`() {
        let policy = Sample.policy
        #expect(policy.reminderDaysBefore == [30, 7] && policy.reminderHour == 9)
        #expect(policy.paymentTermDays == 30 && policy.dunningStepDays == 30)
        #expect(policy.freeCancellationDaysAfterMove == 14)
    }

    @Test(arguments: PolicyFault.allCases)
    func `A policy has a fault for each value out of its range, and none at its ends`(fault: PolicyFault) {
        for (value, isValid) in fault.values {
            var policy = Sample.policy
            fault.set(value, in: &policy)
            #expect(policy.faults.count == (isValid ? 0 : 1), "\(fault) \(value)")
        }
    }
}

/// A number of the policy with values around the ends of its range.
enum PolicyFault: CaseIterable, Sendable {
    case transferFee
    case cancellationFee
    case retakeDiscount
    case fullPriceDays
    case freeDaysAfterMove
    case confirmationHours
    case attendancePercent
    case minimumAnswers
    case retakeYears
    case paymentTerm
    case dunningStep
    case reminderDay
    case reminderHour

    var values: [(Int, Bool)] {
        switch self {
        case .transferFee, .cancellationFee, .retakeDiscount, .fullPriceDays: [(-1, false), (0, true)]
        case .freeDaysAfterMove, .paymentTerm: [(-1, false), (0, true), (365, true), (366, false)]
        case .confirmationHours: [(0, false), (1, true), (720, true), (721, false)]
        case .attendancePercent: [(0, false), (1, true), (100, true), (101, false)]
        case .minimumAnswers, .retakeYears: [(0, false), (1, true)]
        case .dunningStep, .reminderDay: [(0, false), (1, true), (365, true), (366, false)]
        case .reminderHour: [(-1, false), (0, true), (23, true), (24, false)]
        }
    }

    func set(_ value: Int, in policy: inout RegistrationPolicy) {
        switch self {
        case .transferFee: policy.transferFee = .init(cents: value)
        case .cancellationFee: policy.cancellationFee = .init(cents: value)
        case .retakeDiscount: policy.basicRetakeDiscount = .init(cents: value)
        case .fullPriceDays: policy.cancellationFullPriceWithinDays = value
        case .freeDaysAfterMove: policy.freeCancellationDaysAfterMove = value
        case .confirmationHours: policy.waitlistConfirmationHours = value
        case .attendancePercent: policy.attendanceMinimumPercent = value
        case .minimumAnswers: policy.evaluationMinimumAnswers = value
        case .retakeYears: policy.retakeInvitationYears = value
        case .paymentTerm: policy.paymentTermDays = value
        case .dunningStep: policy.dunningStepDays = value
        case .reminderDay: policy.reminderDaysBefore = [value]
        case .reminderHour: policy.reminderHour = value
        }
    }
}
