import AccountsDomain
import Primitives
import Testing

@Suite struct MergeTests {
    @Test func `a merge points at the survivor, an undo takes the pointer away`() throws {
        var person = Samples.person
        #expect(throws: PersonRejection.mergeIntoItself) { try person.run(.mergeInto(person.id)) }
        #expect(try person.run(.mergeInto(id(2))) == [.merged(into: id(2))])
        #expect(throws: PersonRejection.alreadyMerged) { try person.run(.mergeInto(id(3))) }
        #expect(try person.run(.unmerge) == [.unmerged(from: id(2))])
        #expect(throws: PersonRejection.notMerged) { try person.run(.unmerge) }
    }

    @Test func `a chain of merges ends at one survivor, and none may close into a ring`() throws {
        let into: [PersonID: PersonID] = [id(1): id(2), id(2): id(3)]
        #expect(Merge.survivor(of: id(1), into: into) == id(3))
        #expect(Merge.survivor(of: id(4), into: into) == id(4))
        #expect(try Merge.target(of: id(4), wanted: id(1), into: into) == id(3))
        #expect(throws: Merge.Rejection.circular) { try Merge.target(of: id(3), wanted: id(1), into: into) }
        #expect(Merge.survivor(of: id(1), into: [id(1): id(2), id(2): id(1)]) != id(9))
    }

    @Test(
        arguments: [
            ("2026-03-31", false, nil), ("2026-04-01", false, .undoWindowOver), ("2026-03-02", true, .alreadyUndone),
        ] as [(String, Bool, Merge.Rejection?)])
    func `a merge can be undone once, within its window`(today: String, isUndone: Bool, refusal: Merge.Rejection?) {
        var merge = Merge(
            losing: id(1), surviving: id(2), on: day("2026-03-01"), undoneOn: isUndone ? day("2026-03-01") : nil)
        var thrown: Merge.Rejection?
        do throws(Merge.Rejection) {
            try merge.undo(on: day(today), policy: Samples.policy)
        } catch {
            thrown = error
        }
        #expect(thrown == refusal)
        #expect(refusal != nil || merge.undoneOn == day(today))
    }
}
