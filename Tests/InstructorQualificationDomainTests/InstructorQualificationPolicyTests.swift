import InstructorQualificationDomain
import Primitives
import Testing

@Suite struct InstructorQualificationPolicyTests {
    private typealias Rules = InstructorRules

    private let policy = InstructorQualificationPolicy(effectiveFrom: Day(daysSince1970: 0), instructor: rules)

    @Test func `A policy has a fault for each number out of its range, and none at its ends`() {
        let numbers: [(String, WritableKeyPath<Rules, Int>, ClosedRange<Int>)] = [
            ("yearsAsSRO", \.yearsAsSRO, 1...50),
            ("yearsAsCertifiedInstructor", \.yearsAsCertifiedInstructor, 0...50),
            ("trainingHours", \.trainingHours, 0...10_000), ("videoMinutes", \.videoMinutes, 0...600),
            ("processMonths", \.processMonths, 1...120),
        ]
        for (field, path, range) in numbers {
            var policy = policy
            for end in [range.lowerBound, range.upperBound] {
                policy.instructor[keyPath: path] = end
                #expect(policy.faults == [])
            }
            for outside in [range.lowerBound - 1, range.upperBound + 1] {
                policy.instructor[keyPath: path] = outside
                let bounds = "\(range.lowerBound) to \(range.upperBound)"
                #expect(policy.faults == ["instructor.\(field) must be \(bounds), not \(outside)"])
            }
        }
    }

    @Test func `A policy has a fault for each text or list that is empty`() {
        let empty: [(String, (inout Rules) -> Void)] = [
            ("contact", { $0.contact = "" }), ("currentPositions", { $0.currentPositions = [] }),
            ("policiesVersion", { $0.policiesVersion = "" }),
        ]
        for (field, clear) in empty {
            var policy = policy
            clear(&policy.instructor)
            #expect(policy.faults == ["instructor.\(field) must not be empty"])
        }
    }

    @Test(arguments: [([], true), ([1, 3660], true), ([0], false), ([3661], false), ([7, 7], false)])
    func `H19 warnings come on different days before the end`(days: [Int], isValid: Bool) {
        var policy = policy
        policy.instructor.warningDays = days
        #expect(policy.faults.isEmpty == isValid)
    }

    @Test func `A policy and its rules have one name`() {
        var policy = policy
        policy.version = "other"
        #expect(policy.faults == ["instructor.version must be the policy's, other, not test"])
    }
}
