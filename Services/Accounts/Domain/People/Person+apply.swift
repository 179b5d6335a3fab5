import Primitives

extension Person {
    /// Applies an event that `decide` returned.
    package mutating func apply(_ event: PersonEvent) {
        switch event {
        case .profileChanged(let profile): self.profile = profile
        case .rolesChanged(let roles, let agencies): (self.roles, coordinatorOf) = (roles, agencies)
        case .assignmentAdded(let assignment): assignments.append(assignment)
        case .assignmentChanged(let new), .assignmentVerified(let new), .assignmentEnded(let new):
            assignments = assignments.map { old in
                guard old.id == new.id else { return old }
                var next = new
                next.version = old.version + 1
                return next
            }
        case .holdPlaced(let hold): holds.append(hold)
        case .holdLifted(let hold):
            holds = holds.map { old in
                guard old.id == hold.id else { return old }
                var next = hold
                next.version = old.version + 1
                return next
            }
        case .membershipOrdered(let order): self.order = order
        case .membershipGranted(let term), .membershipRenewed(let term):
            terms.append(term)
            if order?.id == term.id { order = nil }
        case .membershipRevoked(let term):
            terms = terms.map { old in
                guard old.id == term.id else { return old }
                var revoked = old
                revoked.isRevoked = true
                return revoked
            }
        case .merged(let survivor): mergedInto = survivor
        case .unmerged: mergedInto = nil
        }
    }
}
