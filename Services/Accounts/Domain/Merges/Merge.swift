package import Primitives

/// The merge of two accounts of one person (A5). No data is moved: the losing person points at the surviving one,
/// readers unite the two, and an undo removes the pointer.
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
    package var undoneOn: Day?

    package init(losing: PersonID, surviving: PersonID, on: Day, undoneOn: Day? = nil) {
        self.losing = losing
        self.surviving = surviving
        self.on = on
        self.undoneOn = undoneOn
    }

    /// Returns the surviving person after all merges of a person: the end of the chain `into` (A→B→C).
    package static func survivor(of person: PersonID, into: [PersonID: PersonID]) -> PersonID {
        var current = person
        var steps = 0
        while let next = into[current], steps <= into.count {
            current = next
            steps += 1
        }
        return current
    }

    /// Returns the person to merge into: the survivor of `wanted`.
    ///
    /// - Throws: `circular` when that is the losing person.
    package static func target(
        of losing: PersonID, wanted: PersonID, into: [PersonID: PersonID]
    ) throws(Rejection) -> PersonID {
        let survivor = survivor(of: wanted, into: into)
        guard survivor != losing else { throw .circular }
        return survivor
    }

    /// Undoes the merge on a day in the association's time zone, within the policy's number of days.
    package mutating func undo(on today: Day, policy: AccountsPolicy) throws(Rejection) {
        guard undoneOn == nil else { throw .alreadyUndone }
        guard today <= on.adding(days: policy.mergeUndoDays) else { throw .undoWindowOver }
        undoneOn = today
    }
}
