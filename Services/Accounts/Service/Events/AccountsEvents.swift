import AccountsDomain
import Contracts
import Messaging
import Primitives

/// From what the domain decided to what stands on the topics: the only place where both are visible.
extension AccountsStore {
    func joined(_ person: Person) -> PersonJoined {
        PersonJoined(kind: person.kind.contract)
    }

    /// The fact of an event; `person` is the person after it. Some events are no fact: the profile is state alone, and an
    /// order counts for nothing until it is paid.
    func publish(_ event: PersonEvent, of person: Person, at now: Instant, _ unit: UnitOfWork) {
        let key = person.id.description
        switch event {
        case .profileChanged, .membershipOrdered: break
        case .rolesChanged(let roles, let agencies):
            unit.publish(PersonRolesChanged(roles: roles, coordinatorOf: agencies), key: key, at: now)
        case .assignmentAdded(let assignment):
            unit.publish(AssignmentAdded(assignment.change), key: key, at: now)
        case .assignmentChanged(let assignment):
            unit.publish(AssignmentChanged(assignment.change), key: key, at: now)
        case .assignmentVerified(let assignment):
            unit.publish(AssignmentVerified(assignment.change), key: key, at: now)
        case .assignmentEnded(let assignment):
            unit.publish(AssignmentEnded(assignment.change), key: key, at: now)
        case .holdPlaced(let hold): unit.publish(MembershipHoldPlaced(hold.change(of: person)), key: key, at: now)
        case .holdLifted(let hold): unit.publish(MembershipHoldLifted(hold.change(of: person)), key: key, at: now)
        case .membershipGranted(let term): unit.publish(MembershipGranted(term.change), key: key, at: now)
        case .membershipRenewed(let term): unit.publish(MembershipRenewed(term.change), key: key, at: now)
        case .membershipRevoked(let term): unit.publish(MembershipRevoked(term.change), key: key, at: now)
        case .merged(let survivor): unit.publish(PersonMerged(into: survivor), key: key, at: now)
        case .unmerged(let survivor): unit.publish(PersonUnmerged(from: survivor), key: key, at: now)
        }
    }

    func state(of person: Person) -> PersonState {
        PersonState(
            kind: person.kind.contract, roles: person.roles, coordinatorOf: person.coordinatorOf,
            mergedInto: person.mergedInto,
            memberships: person.terms.filter { !$0.isRevoked }.map {
                MembershipPeriod(from: $0.validFrom, to: $0.validTo, type: $0.type)
            },
            holds: person.holds.filter { !$0.isVoid }.map { HoldPeriod(from: $0.from, to: $0.to) },
            assignments: person.assignments.map {
                AssignmentPeriod(
                    id: $0.id, agencyId: $0.agencyID, position: $0.position, from: $0.from, to: $0.to,
                    verified: $0.isVerified)
            })
    }

    func profileState(of person: Person) -> ProfileState {
        let profile = person.profile
        return ProfileState(
            givenName: profile.givenName, familyName: profile.familyName, email: profile.email,
            locale: profile.locale, homeState: profile.homeState,
            instructorCertification: profile.certification.map {
                InstructorCertification(number: $0.number, state: $0.state, since: $0.since)
            }, degree: profile.degree)
    }
}

extension Person.Kind {
    var contract: AccountKind {
        switch self {
        case .registrant: .registrant
        case .member: .member
        }
    }
}

extension Assignment {
    fileprivate var change: AssignmentChange {
        AssignmentChange(
            assignmentId: id, agencyId: agencyID, position: position, from: from, to: to, verified: isVerified)
    }
}

extension MembershipTerm {
    fileprivate var change: MembershipChange {
        let cause: MembershipCause =
            switch self.cause {
            case .purchase: .purchase
            case .ratePaid: .ratePaid
            case .office: .office
            }
        return MembershipChange(
            membershipId: id, type: type, validFrom: validFrom, validTo: validTo, cause: cause,
            registrationId: registrationID)
    }
}

extension StandingHold {
    fileprivate func change(of person: Person) -> MembershipHold {
        let term = person.terms.first { $0.covers(from) }
        return MembershipHold(
            membershipId: term?.id, type: term?.type, validFrom: from, validTo: isVoid ? nil : to, cause: .office)
    }
}
