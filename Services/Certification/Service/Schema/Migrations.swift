import Postgres

/// The service's tables, a migration for each subject; those of messaging, the kit and merges come before them.
enum Migrations {
    static let all = [
        Migration("0001_people", people),
        Migration("0002_certificates", certificates),
        Migration("0003_practitioner", practitioner),
        Migration("0004_training", training),
    ]
}
