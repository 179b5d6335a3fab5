import Postgres

/// The service's tables, a migration for each subject; those of messaging, the kit and mail come before them.
enum Migrations {
    static let all = [
        Migration("0001_people", people),
        Migration("0002_sign_in", signIn),
        Migration("0003_agencies", agencies),
        Migration("0004_membership", membership),
        Migration("0005_audit", audit),
    ]
}
