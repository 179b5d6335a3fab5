import Postgres

/// The service's tables, one migration a subject. Those of the kit, messaging and merges precede them.
enum Migrations {
    static let all = [
        Migration("0001_people", people),
        Migration("0002_certificates", certificates),
        Migration("0003_practitioner", practitioner),
        Migration("0004_training", training),
    ]
}
