import AccountsDomain
import Messaging
import Postgres
import Primitives

/// A new account: a person, the e-mail address that is the login, and a password unless the person is imported.
struct Account: Sendable {
    var person: Person
    var email: EmailAddress
    var passwordHash: String?
}

/// A login, with the person that it opens after merges.
struct Login: Sendable, Hashable {
    var personID: PersonID
    var passwordHash: String?
    var roles: [String]
    var coordinatorOf: [AgencyID]
}

/// The table of accounts: e-mail addresses and passwords (A2).
struct AccountRepository: Sendable {
    let database: PostgresClient

    private static let logins = Columns<Login>("id, password_hash, roles, coordinator_of") { row in
        Login(
            personID: try row.next(), passwordHash: try row.next(), roles: try row.next(),
            coordinatorOf: try row.next())
    }

    /// Returns whether a transaction failed because another account has the e-mail address.
    static func isTaken(_ error: any Error) -> Bool {
        let cause = error.postgresError
        return cause?.sqlState == .uniqueViolation && cause?.constraint == "account_email_key_key"
    }

    func login(_ email: EmailAddress) async throws -> Login? {
        try await database.read(login(where: "a.email_key = \(email.key)"))
    }

    func login(of person: PersonID, in unit: UnitOfWork) async throws -> Login? {
        try await unit.sql.read(login(where: "a.person_id = \(person)"))
    }

    /// Returns the person of the account with this address. After a merge that may be the losing person.
    func owner(of email: EmailAddress, in unit: UnitOfWork) async throws -> PersonID? {
        try await unit.sql.read(
            .first(PersonID.self, "SELECT person_id FROM account WHERE email_key = \(email.key)"))
    }

    /// Returns those of the addresses' keys that have accounts.
    func keys(among keys: [String], in unit: UnitOfWork) async throws -> Set<String> {
        Set(
            try await unit.sql.read(
                .all(String.self, "SELECT email_key FROM account WHERE email_key = ANY (\(keys))")))
    }

    /// Inserts accounts in one statement. The transaction fails when an address has an account (`isTaken`).
    func insert(_ accounts: [Account], in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO account (person_id, email, email_key, password_hash)
            SELECT id, email, key, NULLIF(hash, '') FROM unnest(\(accounts.map(\.person.id))::uuid[],
                \(accounts.map(\.email.text))::text[], \(accounts.map(\.email.key))::text[],
                \(accounts.map { $0.passwordHash ?? "" })::text[]) AS a (id, email, key, hash)
            """)
    }

    func setPassword(_ hash: String, of person: PersonID, in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE account SET password_hash = \(hash) WHERE person_id = \(person)")
    }

    /// Replaces the hash of a password by one with the current cost.
    func replaceHash(_ hash: String, of email: EmailAddress) async throws {
        try await database.execute("UPDATE account SET password_hash = \(hash) WHERE email_key = \(email.key)")
    }

    private func login(where condition: Query) -> Reading<Login?> {
        .first(
            Self.logins,
            """
            WITH RECURSIVE chain AS (
                SELECT p.id, p.merged_into, p.roles, p.coordinator_of, a.password_hash, 0 AS step
                FROM account a JOIN person p ON p.id = a.person_id WHERE \(condition)
                UNION ALL
                SELECT p.id, p.merged_into, p.roles, p.coordinator_of, c.password_hash, c.step + 1
                FROM chain c JOIN person p ON p.id = c.merged_into WHERE c.step < 100
            )
            SELECT \(Self.logins) FROM chain WHERE merged_into IS NULL LIMIT 1
            """)
    }
}
