import AccountsDomain
import Messaging
import Postgres
import Primitives

extension Position: PostgresCodable {}
extension MembershipTerm.Cause: PostgresCodable {}
extension Membership.Status: PostgresCodable {}

/// A row that belongs to a person.
struct PersonPart<Part: Sendable>: Sendable {
    var person: PersonID
    var part: Part
}

/// The reading of the rows that belong to persons.
enum PersonParts {
    /// A membership is an order until it is paid.
    enum MembershipPart: Sendable {
        case order(MembershipOrder)
        case term(MembershipTerm)
    }

    private static let memberships = Columns<PersonPart<MembershipPart>>(
        "person_id, id, type, status, amount_due, valid_from, valid_to, cause, registration_id"
    ) { row in
        let (person, id): (PersonID, MembershipID) = (try row.next(), try row.next())
        let (type, status): (String, Membership.Status) = (try row.next(), try row.next())
        let amount: Money = try row.next()
        let (from, to): (Day?, Day?) = (try row.next(), try row.next())
        let (cause, registration): (MembershipTerm.Cause, RegistrationID?) = (try row.next(), try row.next())
        // The table's constraints: only an order has no dates.
        guard let from, let to else {
            return PersonPart(person: person, part: .order(MembershipOrder(id: id, type: type, amountDue: amount)))
        }
        let term = MembershipTerm(
            id: id, type: type, validFrom: from, validTo: to, cause: cause, registrationID: registration,
            isRevoked: status == .revoked)
        return PersonPart(person: person, part: .term(term))
    }

    private static let holds = Columns<PersonPart<StandingHold>>(
        "person_id, id, reason, valid_from, valid_to, is_void, version"
    ) { row in
        PersonPart(
            person: try row.next(),
            part: StandingHold(
                id: try row.next(), reason: try row.next(), from: try row.next(), to: try row.next(),
                isVoid: try row.next(), version: try row.next()))
    }

    private static let assignments = Columns<PersonPart<Assignment>>(
        "person_id, id, agency_id, position, valid_from, valid_to, schools, is_verified, version"
    ) { row in
        PersonPart(
            person: try row.next(),
            part: Assignment(
                id: try row.next(), agencyID: try row.next(), position: try row.next(), from: try row.next(),
                to: try row.next(), schools: try row.next(), isVerified: try row.next(), version: try row.next()))
    }

    static func memberships(of ids: [PersonID]) -> Reading<[PersonPart<MembershipPart>]> {
        .all(
            memberships,
            "SELECT \(memberships) FROM membership WHERE person_id = ANY (\(ids)) ORDER BY valid_from, id")
    }

    static func holds(of ids: [PersonID]) -> Reading<[PersonPart<StandingHold>]> {
        .all(holds, "SELECT \(holds) FROM standing_hold WHERE person_id = ANY (\(ids)) ORDER BY id")
    }

    static func assignments(of ids: [PersonID]) -> Reading<[PersonPart<Assignment>]> {
        .all(assignments, "SELECT \(assignments) FROM assignment WHERE person_id = ANY (\(ids)) ORDER BY id")
    }
}

extension PersonRepository {
    /// Writes the row that an event adds or changes beside the person's own.
    func write(_ event: PersonEvent, of id: PersonID, in unit: UnitOfWork) {
        switch event {
        case .profileChanged(let profile):
            guard let email = EmailAddress(profile.email) else { return }
            unit.sql.enqueue(
                "UPDATE account SET email = \(email.text), email_key = \(email.key) WHERE person_id = \(id)")
        case .rolesChanged, .merged, .unmerged: break
        case .assignmentAdded(let assignment), .assignmentChanged(let assignment), .assignmentVerified(let assignment),
            .assignmentEnded(let assignment):
            write(assignment, of: id, in: unit)
        case .holdPlaced(let hold), .holdLifted(let hold): write(hold, of: id, in: unit)
        case .membershipOrdered(let order): write(order, of: id, in: unit)
        case .membershipGranted(let term), .membershipRenewed(let term): write(term, of: id, in: unit)
        case .membershipRevoked(let term):
            unit.sql.enqueue("UPDATE membership SET status = 'revoked' WHERE id = \(term.id)")
        }
    }

    private func write(_ assignment: Assignment, of id: PersonID, in unit: UnitOfWork) {
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

    private func write(_ hold: StandingHold, of id: PersonID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO standing_hold (id, person_id, reason, valid_from, valid_to, is_void)
            VALUES (\(hold.id), \(id), \(hold.reason), \(hold.from), \(hold.to), \(hold.isVoid))
            ON CONFLICT (id) DO UPDATE SET valid_to = excluded.valid_to, is_void = excluded.is_void,
                version = standing_hold.version + 1
            """)
    }

    private func write(_ order: MembershipOrder, of id: PersonID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO membership (id, person_id, type, status, amount_due, cause)
            VALUES (\(order.id), \(id), \(order.type), 'pendingPayment', \(order.amountDue), 'purchase')
            """)
    }

    /// Inserts a term, or turns a paid order into its term.
    private func write(_ term: MembershipTerm, of id: PersonID, in unit: UnitOfWork) {
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
