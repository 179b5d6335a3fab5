import AccountsDomain
import Contracts
import Messaging
import Primitives

extension UnitOfWork {
    /// Publishes that a person has an account, with the first state (A3).
    func publishJoined(_ person: Person, at now: Instant) {
        publish(.personJoined, PersonKindChange(kind: person.kind.contract), of: person.id, at: now)
        publishState(of: person, at: now)
    }

    /// Publishes the state of a person, and of the profile.
    func publishState(of person: Person, at now: Instant) {
        setState(.person, PersonState(person), of: person.id, at: now)
        setState(.profile, ProfileState(person.profile), of: person.id, at: now)
    }

    /// Publishes the fact of an event of a person, as the person is after it. A change of the profile is published as
    /// state only, and an order not until it is paid.
    func publish(_ event: PersonEvent, of person: Person, at now: Instant) {
        let id = person.id
        switch event {
        case .profileChanged, .membershipOrdered: break
        case .rolesChanged(let roles, let agencies):
            publish(
                .personRolesChanged, PersonRolesChange(roles: roles, coordinatorOf: agencies), of: id, at: now)
        case .assignmentAdded(let assignment):
            publish(.assignmentAdded, assignment.change, of: id, at: now)
        case .assignmentChanged(let assignment):
            publish(.assignmentChanged, assignment.change, of: id, at: now)
        case .assignmentVerified(let assignment):
            publish(.assignmentVerified, assignment.change, of: id, at: now)
        case .assignmentEnded(let assignment):
            publish(.assignmentEnded, assignment.change, of: id, at: now)
        case .holdPlaced(let hold): publish(.membershipHoldPlaced, hold.change(of: person), of: id, at: now)
        case .holdLifted(let hold): publish(.membershipHoldLifted, hold.change(of: person), of: id, at: now)
        case .membershipGranted(let term): publish(.membershipGranted, term.change, of: id, at: now)
        case .membershipRenewed(let term): publish(.membershipRenewed, term.change, of: id, at: now)
        case .membershipRevoked(let term): publish(.membershipRevoked, term.change, of: id, at: now)
        case .merged(let survivor): publish(.personMerged, PersonMerge(into: survivor), of: id, at: now)
        case .unmerged(let survivor): publish(.personUnmerged, PersonUnmerge(from: survivor), of: id, at: now)
        }
    }
}

extension PersonState {
    init(_ person: Person) {
        self.init(
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
}

extension ProfileState {
    init(_ profile: Profile) {
        self.init(
            givenName: profile.givenName, familyName: profile.familyName, email: profile.email,
            locale: profile.locale, homeState: profile.homeState,
            instructorCertification: profile.certification.map {
                InstructorCertification(number: $0.number, state: $0.state, since: $0.since)
            }, degree: profile.degree)
    }
}

extension Person.Kind {
    fileprivate var contract: Vocabulary.AccountKind {
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
        let cause: Vocabulary.MembershipCause =
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
