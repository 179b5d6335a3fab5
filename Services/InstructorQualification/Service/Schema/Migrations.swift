import Postgres

/// The service's tables, a migration for each subject; those of messaging, the kit and merges come before them.
enum Migrations {
    static let all = [
        Migration("0001_people", people),
        Migration("0002_applications", applications),
        Migration("0003_candidates", candidates),
    ]
}
