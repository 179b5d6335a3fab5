extension Migrations {
    /// The calendar's search (C5) and feed (C6).
    ///
    /// Words are compared in small letters and without accents; whatever is neither letter nor digit parts them. `search` holds a
    /// class's words and its course's names, which are copied, as a generated column sees its own row only. `plan_version` is the
    /// version that last changed what stands in people's own calendars: not seats.
    ///
    /// The indexes give a list's order, and know which of the classes that have begun are over without looking at their rows. None
    /// has a class's seats: an index that moves with every registration would cost the desk more than it gives.
    static let calendar = """
        CREATE FUNCTION calendar_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT lower(regexp_replace(regexp_replace(normalize($1, NFKD), '[\\u0300-\\u036f]', '', 'g'),
                '[\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+', ' ', 'g'))
        $$;
        CREATE FUNCTION calendar_query(words text[]) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT to_tsquery('simple', string_agg('''' || calendar_words(word) || ''':*', ' & '))
            FROM unnest(words) AS word WHERE calendar_words(word) <> ''
        $$;
        ALTER TABLE offering SET (fillfactor = 80);
        ALTER TABLE offering
            DROP COLUMN search,
            ADD COLUMN course_words text NOT NULL DEFAULT '',
            ADD COLUMN plan_version bigint NOT NULL DEFAULT 1,
            ADD COLUMN plan_changed_at timestamptz;
        UPDATE offering o SET plan_version = o.version, plan_changed_at = o.published_at,
            course_words = c.code || ' ' || c.title || ' ' || array_to_string(c.aliases, ' ')
        FROM course c WHERE c.code = o.course_code;
        ALTER TABLE offering
            ALTER COLUMN plan_changed_at SET NOT NULL,
            ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', calendar_words(
                title || ' ' || course_words || ' ' || venue_name || ' ' || city || ' ' || coalesce(state, '') || ' '
                || country))) STORED;
        CREATE INDEX offering_search ON offering USING gin (search);
        DROP INDEX offering_calendar, offering_state, offering_course;
        CREATE INDEX offering_calendar ON offering (starts_on, id, ends_on) WHERE status = 'published';
        CREATE INDEX offering_state ON offering (state, starts_on, id, ends_on) WHERE status = 'published';
        CREATE INDEX offering_course ON offering (course_code, starts_on, id, ends_on) WHERE status = 'published';
        CREATE INDEX offering_country ON offering (country, starts_on, id, ends_on) WHERE status = 'published';
        CREATE INDEX offering_called_off ON offering (starts_on, id, ends_on) WHERE status = 'cancelled';

        """

    /// The calendar's words in the order of a list, so that a page is read from where it begins: a text index finds all classes that
    /// ever had a word, to sort them. A trigger writes them, as it alone sees every change of `search`; seats do not wake it.
    /// `calendar_query` stays for replicas of the version before.
    static let calendarWords = """
        CREATE TABLE offering_word (
            word text COLLATE "C" NOT NULL,
            day date NOT NULL,
            offering_id uuid NOT NULL,
            last_day date NOT NULL,
            PRIMARY KEY (word, day, offering_id) INCLUDE (last_day)
        );
        CREATE FUNCTION keep_calendar_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                DELETE FROM offering_word WHERE word = ANY (tsvector_to_array(OLD.search))
                    AND day = OLD.starts_on AND offering_id = OLD.id;
            END IF;
            INSERT INTO offering_word (word, day, offering_id, last_day)
            SELECT word, NEW.starts_on, NEW.id, NEW.ends_on FROM unnest(tsvector_to_array(NEW.search)) AS word;
            RETURN NULL;
        END $$;
        CREATE TRIGGER offering_words AFTER INSERT ON offering
            FOR EACH ROW EXECUTE FUNCTION keep_calendar_words();
        CREATE TRIGGER offering_words_changed
            AFTER UPDATE OF starts_on, ends_on, title, course_words, venue_name, city, state, country ON offering
            FOR EACH ROW WHEN ((OLD.search, OLD.starts_on, OLD.ends_on) IS DISTINCT FROM
                (NEW.search, NEW.starts_on, NEW.ends_on)) EXECUTE FUNCTION keep_calendar_words();
        INSERT INTO offering_word (word, day, offering_id, last_day)
        SELECT word, starts_on, id, ends_on FROM offering, unnest(tsvector_to_array(search)) AS word;
        ANALYZE offering_word;
        DROP INDEX offering_search;
        CREATE INDEX offering_state_course ON offering (state, course_code, starts_on, id, ends_on)
            WHERE status = 'published';

        """
}
