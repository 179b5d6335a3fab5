import Primitives

extension Person {
    /// Adds an assignment, unverified whatever the command says (A8).
    func decideAddition(of assignment: Assignment) throws(PersonRejection) -> [PersonEvent] {
        try check(assignment)
        var unverified = assignment
        unverified.isVerified = false
        unverified.version = 1
        return [.assignmentAdded(unverified)]
    }

    /// Changes an assignment (A8). It stays verified when only its first end or its schools change.
    ///
    /// - Throws: `assignmentUnknown`, `datesReversed`.
    func decideChange(to assignment: Assignment) throws(PersonRejection) -> [PersonEvent] {
        guard let old = assignments.first(where: { $0.id == assignment.id }) else { throw .assignmentUnknown }
        try check(assignment)
        var changed = assignment
        var onlyEnded = old
        onlyEnded.to = assignment.to
        changed.isVerified = old.isVerified
        changed.version = old.version
        if changed == old { return [] }
        if old.to == nil, changed == onlyEnded { return [.assignmentEnded(changed)] }
        var onlySchools = old
        onlySchools.schools = assignment.schools
        changed.isVerified = old.isVerified && changed == onlySchools
        return [.assignmentChanged(changed)]
    }

    /// Verifies an assignment, once (A8).
    func decideVerification(of id: AssignmentID) throws(PersonRejection) -> [PersonEvent] {
        guard var assignment = assignments.first(where: { $0.id == id }) else { throw .assignmentUnknown }
        guard !assignment.isVerified else { throw .assignmentAlreadyVerified }
        assignment.isVerified = true
        return [.assignmentVerified(assignment)]
    }

    private func check(_ assignment: Assignment) throws(PersonRejection) {
        guard assignment.to.map({ assignment.from <= $0 }) ?? true else { throw .datesReversed }
    }
}
