import Postgres

/// The service's tables, one migration for each subject. Those of messaging, the kit and merges come first.
enum Migrations {
    static let all = [
        Migration("0001_people", people),
        Migration("0002_applications", applications),
        Migration("0003_candidates", candidates),
    ]
}
