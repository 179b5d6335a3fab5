import Primitives

extension Person {
    func decideAddition(of assignment: Assignment) throws(PersonRejection) -> [PersonEvent] {
        try check(assignment)
        var unverified = assignment
        unverified.isVerified = false
        unverified.version = 1
        return [.assignmentAdded(unverified)]
    }

    /// An end may be set without losing the verification; any other change asks for a new one.
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
