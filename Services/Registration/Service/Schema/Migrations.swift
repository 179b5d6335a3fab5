import Postgres

/// The service's tables, a migration for each subject; those of messaging, the kit, merges and mail come before them.
///
/// Amounts are in cents. A day without a zone is a day at the venue, except `registered_on`, which is a day at the
/// association's seat.
enum Migrations {
    static let all = [
        Migration("0001_catalogue", catalogue),
        Migration("0002_courses", courses),
        Migration("0003_hosting", hosting),
        Migration("0004_offerings", offerings),
        Migration("0005_calendar", calendar),
        Migration("0006_seats", seats),
        Migration("0007_billing", billing),
        Migration("0008_cards", cards),
        Migration("0009_attendance", attendance),
        Migration("0010_statistics", statistics),
        Migration("0011_people", people),
    ]
}
