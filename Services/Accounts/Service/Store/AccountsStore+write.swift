import AccountsDomain
import Messaging
import Postgres
import Primitives

extension AccountsStore {
    /// The person's own row, after its events were applied.
    func writeRow(_ stored: Stored, _ unit: UnitOfWork) {
        let person = stored.person
        let profile = person.profile
        unit.sql.enqueue(
            """
            UPDATE person SET version = \(stored.version), given_name = \(profile.givenName),
                family_name = \(profile.familyName), locale = \(profile.locale), home_state = \(profile.homeState),
                is_sworn_officer = \(profile.isSwornOfficer),
                certification_number = \(profile.certification?.number),
                certification_state = \(profile.certification?.state),
                certification_since = \(profile.certification?.since), degree = \(profile.degree),
                roles = \(person.roles), coordinator_of = \(person.coordinatorOf), merged_into = \(person.mergedInto)
            WHERE id = \(person.id)
            """)
    }

    /// The row that an event adds or changes beside the person's own.
    func write(_ event: PersonEvent, of id: PersonID, _ unit: UnitOfWork) {
        switch event {
        case .profileChanged(let profile):
            guard let email = EmailAddress(profile.email) else { return }
            unit.sql.enqueue(
                "UPDATE account SET email = \(email.text), email_key = \(email.key) WHERE person_id = \(id)")
        case .rolesChanged, .merged, .unmerged: break
        case .assignmentAdded(let assignment), .assignmentChanged(let assignment), .assignmentVerified(let assignment),
            .assignmentEnded(let assignment):
            write(assignment, of: id, unit)
        case .holdPlaced(let hold), .holdLifted(let hold): write(hold, of: id, unit)
        case .membershipOrdered(let order): write(order, of: id, unit)
        case .membershipGranted(let term), .membershipRenewed(let term): write(term, of: id, unit)
        case .membershipRevoked(let term):
            unit.sql.enqueue("UPDATE membership SET status = 'revoked' WHERE id = \(term.id)")
        }
    }

    private func write(_ assignment: Assignment, of id: PersonID, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO assignment (id, person_id, agency_id, position, valid_from, valid_to, schools, is_verified)
            VALUES (\(assignment.id), \(id), \(assignment.agencyID), \(assignment.position), \(assignment.from),
                \(assignment.to), \(assignment.schools), \(assignment.isVerified))
            ON CONFLICT (id) DO UPDATE SET agency_id = excluded.agency_id, position = excluded.position,
                valid_from = excluded.valid_from, valid_to = excluded.valid_to, schools = excluded.schools,
                is_verified = excluded.is_verified, version = assignment.version + 1
            """)
    }

    private func write(_ hold: StandingHold, of id: PersonID, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO standing_hold (id, person_id, reason, valid_from, valid_to, is_void)
            VALUES (\(hold.id), \(id), \(hold.reason), \(hold.from), \(hold.to), \(hold.isVoid))
            ON CONFLICT (id) DO UPDATE SET valid_to = excluded.valid_to, is_void = excluded.is_void,
                version = standing_hold.version + 1
            """)
    }

    private func write(_ order: MembershipOrder, of id: PersonID, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO membership (id, person_id, type, status, amount_due, cause)
            VALUES (\(order.id), \(id), \(order.type), 'pendingPayment', \(order.amountDue), 'purchase')
            """)
    }

    /// A paid order becomes its term; a term of another cause is new.
    private func write(_ term: MembershipTerm, of id: PersonID, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO membership
                (id, person_id, type, status, amount_due, valid_from, valid_to, cause, registration_id)
            VALUES (\(term.id), \(id), \(term.type), 'active', 0, \(term.validFrom), \(term.validTo), \(term.cause),
                \(term.registrationID))
            ON CONFLICT (id) DO UPDATE SET status = 'active', valid_from = excluded.valid_from,
                valid_to = excluded.valid_to
            """)
    }
}
