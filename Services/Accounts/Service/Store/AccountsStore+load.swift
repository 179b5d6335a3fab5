import AccountsDomain
import Messaging
import Postgres
import Primitives

extension AccountsStore {
    /// The person under its row's lock, for a decision.
    func lock(_ id: PersonID, _ unit: UnitOfWork) async throws -> Stored? {
        // The lock first and alone: what is read after it is what the last holder of the lock left.
        let found = try await unit.sql.query("SELECT 1 FROM person WHERE id = \(id) FOR UPDATE")
        guard !found.isEmpty else { return nil }
        return try assemble(try await unit.sql.batch(parts(of: [id]))).first
    }

    /// The person as it is now, without a lock.
    func person(_ id: PersonID) async throws -> Stored? {
        try await people([id]).first
    }

    /// Those of the ids that there are, in the ids' order.
    func people(_ ids: [PersonID]) async throws -> [Stored] {
        guard !ids.isEmpty else { return [] }
        let found = try assemble(try await database.batch(parts(of: ids)))
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.person.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    private func assemble(_ parts: [[Row]]) throws -> [Stored] {
        var found: [PersonID: Stored] = [:]
        for row in parts[0] {
            let stored = try storedRow(row)
            found[stored.person.id] = stored
        }
        for row in parts[1] { try addMembership(row, to: &found[try row.value("person_id")]) }
        for row in parts[2] { found[try row.value("person_id")]?.person.holds.append(try hold(row)) }
        for row in parts[3] { found[try row.value("person_id")]?.person.assignments.append(try assignment(row)) }
        return Array(found.values)
    }

    private func parts(of ids: [PersonID]) -> [Query] {
        [
            """
            SELECT p.version, p.kind, p.given_name, p.family_name, a.email, p.locale, p.home_state, p.is_sworn_officer,
                p.certification_number, p.certification_state, p.certification_since, p.degree, p.roles,
                p.coordinator_of, p.merged_into, p.id
            FROM person p JOIN account a ON a.person_id = p.id WHERE p.id = ANY (\(ids))
            """,
            """
            SELECT person_id, id, type, status, amount_due, valid_from, valid_to, cause, registration_id
            FROM membership WHERE person_id = ANY (\(ids)) ORDER BY valid_from, id
            """,
            """
            SELECT person_id, id, reason, valid_from, valid_to, is_void, version
            FROM standing_hold WHERE person_id = ANY (\(ids)) ORDER BY id
            """,
            """
            SELECT person_id, id, agency_id, position, valid_from, valid_to, schools, is_verified, version
            FROM assignment WHERE person_id = ANY (\(ids)) ORDER BY id
            """,
        ]
    }

    private func storedRow(_ row: Row) throws -> Stored {
        let person = Person(
            id: try row.value("id"), kind: try row.value("kind"),
            profile: Profile(
                givenName: try row.value("given_name"), familyName: try row.value("family_name"),
                email: try row.value("email"), locale: try row.value("locale"), homeState: try row.value("home_state"),
                isSwornOfficer: try row.value("is_sworn_officer"), certification: try certification(row),
                degree: try row.value("degree")),
            roles: try row.value("roles"), coordinatorOf: try row.value("coordinator_of"),
            mergedInto: try row.value("merged_into"))
        return Stored(person: person, version: try row.value("version"))
    }

    private func hold(_ row: Row) throws -> StandingHold {
        StandingHold(
            id: try row.value("id"), reason: try row.value("reason"), from: try row.value("valid_from"),
            to: try row.value("valid_to"), isVoid: try row.value("is_void"), version: try row.value("version"))
    }

    private func certification(_ row: Row) throws -> Profile.Certification? {
        guard let number: String = try row.value("certification_number", as: String?.self) else { return nil }
        return Profile.Certification(
            number: number, state: try row.value("certification_state"), since: try row.value("certification_since"))
    }

    private func addMembership(_ row: Row, to stored: inout Stored?) throws {
        let status: String = try row.value("status")
        let id: MembershipID = try row.value("id")
        if status == "pendingPayment" {
            stored?.person.order = MembershipOrder(
                id: id, type: try row.value("type"), amountDue: try row.value("amount_due"))
        } else {
            stored?.person.terms.append(
                MembershipTerm(
                    id: id, type: try row.value("type"), validFrom: try row.value("valid_from"),
                    validTo: try row.value("valid_to"), cause: try row.value("cause"),
                    registrationID: try row.value("registration_id"), isRevoked: status == "revoked"))
        }
    }

    func assignment(_ row: Row) throws -> Assignment {
        Assignment(
            id: try row.value("id"), agencyID: try row.value("agency_id"), position: try row.value("position"),
            from: try row.value("valid_from"), to: try row.value("valid_to"), schools: try row.value("schools"),
            isVerified: try row.value("is_verified"), version: try row.value("version"))
    }
}

extension Person.Kind: PostgresCodable {}
extension Position: PostgresCodable {}
extension MembershipTerm.Cause: PostgresCodable {}
