package import Primitives

/// Two accounts of one person made one (A5). Nothing is moved: the losing person points at the surviving one, readers
/// unite, and an undo takes the pointer away.
package struct Merge: Hashable, Sendable {
    package enum Rejection: Error, Hashable, Sendable {
        /// The survivor is, through earlier merges, the losing person itself.
        case circular
        case alreadyUndone
        case undoWindowOver
    }

    package var losing: PersonID
    package var surviving: PersonID
    package var on: Day
    package var isUndone: Bool

    package init(losing: PersonID, surviving: PersonID, on: Day, isUndone: Bool = false) {
        self.losing = losing
        self.surviving = surviving
        self.on = on
        self.isUndone = isUndone
    }

    /// Who answers for a person after all merges: the end of the chain `into` (A→B→C).
    package static func survivor(of person: PersonID, into: [PersonID: PersonID]) -> PersonID {
        var current = person
        var steps = 0
        while let next = into[current], steps <= into.count {
            current = next
            steps += 1
        }
        return current
    }

    /// The person to merge into, when `wanted` stands for somebody else than the losing one.
    package static func target(
        of losing: PersonID, wanted: PersonID, into: [PersonID: PersonID]
    ) throws(Rejection) -> PersonID {
        let survivor = survivor(of: wanted, into: into)
        guard survivor != losing else { throw .circular }
        return survivor
    }

    package func checkUndo(today: Day, policy: AccountsPolicy) throws(Rejection) {
        guard !isUndone else { throw .alreadyUndone }
        guard today <= on.adding(days: policy.mergeUndoDays) else { throw .undoWindowOver }
    }
}
