extension Migrations {
    /// The calendar's words in the order of its lists (C5).
    ///
    /// A text index finds all classes that ever had a word and leaves them to be sorted; this table is read from where
    /// the page begins. A trigger writes it, because only a trigger sees every change of `search`. Changes of seats do
    /// not fire it.
    static let calendar = """
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
        """
}
