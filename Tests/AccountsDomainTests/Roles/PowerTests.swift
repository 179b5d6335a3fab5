import AccountsDomain
import Primitives
import Testing

@Suite struct PowerTests {
    @Test(
        arguments: [
            (["staff"], [], true), (["staff"], ["member", "agencyCoordinator", "instructor"], true),
            (["staff"], ["staff"], true), (["staff"], ["admin"], false), (["staff"], ["staff", "admin"], false),
            (["staff"], ["trainingDirector"], false), (["staff"], ["trainingCommittee"], false),
            (["staff"], ["executiveDirector"], false), (["staff"], ["auditor"], false),
            (["staff", "trainingCommittee"], ["trainingCommittee"], true),
            (["staff", "trainingCommittee"], ["trainingDirector"], false),
            (["admin"], ["admin", "trainingDirector", "auditor"], true), ([], ["staff"], false), ([], [], true),
        ] as [([String], [String], Bool)])
    func `who changes another's sign-in holds the other's roles already`(
        mine: [String], theirs: [String], covered: Bool
    ) {
        #expect(Power(roles: Set(mine)).covers(Power(roles: Set(theirs))) == covered)
    }

    @Test func `a coordinator covers their own agencies, staff all of them`() {
        let other = Power(roles: ["agencyCoordinator"], coordinatorOf: [id(2)])
        #expect(!Power(roles: ["agencyCoordinator"], coordinatorOf: [id(3)]).covers(other))
        #expect(Power(roles: ["agencyCoordinator"], coordinatorOf: [id(2), id(3)]).covers(other))
        #expect(Power(roles: ["staff"]).covers(other))
    }
}
