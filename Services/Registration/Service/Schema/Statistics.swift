extension Migrations {
    /// The times between which persons were merged, by accounts' clock, for statistics as of a day (I1).
    ///
    /// A merged person who has no row here was merged before the oldest fact that was received.
    static let statistics = """
        CREATE TABLE person_merge_history (
            person_id uuid NOT NULL,
            merged_into uuid NOT NULL,
            merged_at timestamptz NOT NULL,
            undone_at timestamptz,
            PRIMARY KEY (person_id, merged_at)
        );
        """
}
