import CertificationDomain
import Primitives
import Testing

@Suite struct CertificationPolicyTests {
    private typealias Rules = PractitionerRules

    private let policy = CertificationPolicy(
        effectiveFrom: Day(daysSince1970: 0),
        practitioner: PractitionerRules(
            version: "test", contact: "x@example.org", yearsAsSRO: 3, sroPositions: [.sro],
            schoolSafetyPositions: [.sro], basicCourse: "basic", basicMinutes: 2400,
            ownBasicOnlyFrom: Day(daysSince1970: 0), advancedCourses: ["advanced"], advancedMinutes: 1440,
            additionalMinutes: 9600, additionalMaximumAgeYears: 10, secondAdvancedCounts: true,
            conferenceCourse: "conference"))

    @Test func `A policy has a fault for each number out of its range, and none at its ends`() {
        let numbers: [(String, WritableKeyPath<Rules, Int>, ClosedRange<Int>)] = [
            ("yearsAsSRO", \.yearsAsSRO, 1...50), ("basicMinutes", \.basicMinutes, 1...60_000),
            ("advancedMinutes", \.advancedMinutes, 1...60_000),
            ("additionalMinutes", \.additionalMinutes, 1...600_000),
            ("additionalMaximumAgeYears", \.additionalMaximumAgeYears, 1...100),
        ]
        for (field, path, range) in numbers {
            var policy = policy
            for end in [range.lowerBound, range.upperBound] {
                policy.practitioner[keyPath: path] = end
                #expect(policy.faults == [])
            }
            for outside in [range.lowerBound - 1, range.upperBound + 1] {
                policy.practitioner[keyPath: path] = outside
                let bounds = "\(range.lowerBound) to \(range.upperBound)"
                #expect(policy.faults == ["practitioner.\(field) must be \(bounds), not \(outside)"])
            }
        }
    }

    @Test func `A policy has a fault for each text or list that is empty`() {
        let empty: [(String, (inout Rules) -> Void)] = [
            ("contact", { $0.contact = "" }), ("sroPositions", { $0.sroPositions = [] }),
            ("schoolSafetyPositions", { $0.schoolSafetyPositions = [] }), ("basicCourse", { $0.basicCourse = "" }),
            ("advancedCourses", { $0.advancedCourses = [] }), ("conferenceCourse", { $0.conferenceCourse = "" }),
        ]
        for (field, clear) in empty {
            var policy = policy
            clear(&policy.practitioner)
            #expect(policy.faults == ["practitioner.\(field) must not be empty"])
        }
    }

    @Test func `A policy and its rules have one name`() {
        var policy = policy
        policy.version = "other"
        #expect(policy.faults == ["practitioner.version must be the policy's, other, not test"])
    }
}
