extension Migrations {
    /// Classes and conferences, their moves and their reminders (C5, C6, D5).
    ///
    /// `search` holds the words of a class and its course. The course's words are copied into `course_words`, because
    /// a generated column can use columns of its own row only. `calendar_words` writes text in lower case without
    /// accents; every character that is neither a letter nor a digit separates words. `plan_version` counts the changes
    /// that show in a person's own calendar, which seats do not.
    ///
    /// The indexes have the order of the calendar's lists, and tell which of the classes that have begun are over
    /// without reading their rows. None contains the number of seats: each registration would have to update it.
    static let offerings = """
        CREATE FUNCTION calendar_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT lower(regexp_replace(regexp_replace(normalize($1, NFKD), '[\\u0300-\\u036f]', '', 'g'),
            '[\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+', ' ', 'g'))
        $$;
        CREATE TABLE offering (
            id uuid PRIMARY KEY,
            course_code text NOT NULL REFERENCES course,
            edition_id uuid NOT NULL REFERENCES course_edition,
            kind text NOT NULL CHECK (kind IN ('class', 'conference')),
            status text NOT NULL CHECK (status IN ('published', 'cancelled')),
            title text NOT NULL,
            agency_id uuid NOT NULL,
            host_request_id uuid REFERENCES host_request,
            lead_instructor_id uuid,
            starts_on date NOT NULL,
            ends_on date NOT NULL CHECK (ends_on >= starts_on),
            venue_name text NOT NULL,
            address text NOT NULL,
            city text NOT NULL,
            state text,
            country text NOT NULL,
            time_zone text NOT NULL,
            contact jsonb NOT NULL,
            equipment text[] NOT NULL DEFAULT '{}',
            notes text,
            capacity integer NOT NULL,
            seats_taken integer NOT NULL DEFAULT 0,
            waitlist_length integer NOT NULL DEFAULT 0 CHECK (waitlist_length >= 0),
            waitlist_numbers bigint NOT NULL DEFAULT 0,
            price_member bigint NOT NULL CHECK (price_member >= 0),
            price_non_member bigint NOT NULL CHECK (price_non_member >= 0),
            price_early_bird bigint CHECK (price_early_bird >= 0),
            price_early_bird_until date,
            price_changes jsonb,
            cancellation_reason text,
            published_at timestamptz NOT NULL,
            version bigint NOT NULL DEFAULT 1,
            plan_version bigint NOT NULL DEFAULT 1,
            plan_changed_at timestamptz NOT NULL,
            course_words text NOT NULL DEFAULT '',
            search tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', calendar_words(
                title || ' ' || course_words || ' ' || venue_name || ' ' || city || ' ' || coalesce(state, '') || ' '
                || country))) STORED,
            CONSTRAINT never_oversold CHECK (seats_taken BETWEEN 0 AND capacity)
        ) WITH (fillfactor = 80);
        COMMENT ON COLUMN offering.price_changes IS 'Approved prices from later days on, by day; NULL if none';
        CREATE INDEX offering_calendar ON offering (starts_on, id, ends_on) WHERE status = 'published';
        CREATE INDEX offering_state ON offering (state, starts_on, id, ends_on) WHERE status = 'published';
        CREATE INDEX offering_course ON offering (course_code, starts_on, id, ends_on) WHERE status = 'published';
        CREATE INDEX offering_state_course ON offering (state, course_code, starts_on, id, ends_on)
            WHERE status = 'published';
        CREATE INDEX offering_country ON offering (country, starts_on, id, ends_on) WHERE status = 'published';
        CREATE INDEX offering_called_off ON offering (starts_on, id, ends_on) WHERE status = 'cancelled';
        CREATE INDEX offering_price_changes ON offering (id) WHERE price_changes IS NOT NULL;
        CREATE TABLE offering_move (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            offering_id uuid NOT NULL REFERENCES offering,
            starts_on date NOT NULL,
            ends_on date NOT NULL,
            city text NOT NULL,
            state text,
            country text NOT NULL,
            moved_on date NOT NULL,
            moved_at timestamptz NOT NULL,
            moved_by uuid NOT NULL
        );
        COMMENT ON TABLE offering_move IS 'Append-only: the plan before each move; moved_on is the day at the venue';
        CREATE INDEX offering_move_offering ON offering_move (offering_id, moved_at);
        CREATE TABLE reminder_round (
            offering_id uuid NOT NULL REFERENCES offering,
            starts_on date NOT NULL,
            days integer NOT NULL,
            begun_at timestamptz NOT NULL,
            PRIMARY KEY (offering_id, starts_on, days)
        );
        COMMENT ON TABLE reminder_round IS 'The reminders begun for a class, for each day on which it was to start';
        """
}
