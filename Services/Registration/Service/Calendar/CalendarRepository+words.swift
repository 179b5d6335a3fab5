import Postgres

extension CalendarSearch {
    /// Returns the statement of a search with words. `offering_word` has the words that begin with the ones asked for,
    /// in the calendar's order; the statement reads those of the rarest word asked for, or of the state, and checks the
    /// other conditions on their classes.
    ///
    /// A beginning of more words than `mostSpellings` is common: the statement then reads the calendar itself. It also
    /// does so if PostgreSQL finds no word in what was asked for, which is no condition.
    func selectByWords(_ columns: Query) -> Query {
        let wordRange = range(startsOn: "day", endsOn: "last_day", id: "offering_id")
        let fits = conditions + ["(search @@ (SELECT query FROM wanted)) IS NOT FALSE"]
        let ofState: Query = state.map { "UNION ALL SELECT 0, lower((SELECT \($0))), true" } ?? ""
        return """
            WITH RECURSIVE folded (text) AS MATERIALIZED (
                SELECT calendar_words(word) FROM unnest((SELECT \(words))) AS word
            ), wanted (query) AS MATERIALIZED (
                SELECT query FROM (
                    SELECT to_tsquery('simple', string_agg('''' || text || ''':*', ' & ')) AS query
                    FROM folded WHERE text <> '') AS joined WHERE numnode(query) > 0
            ), asked (number, beginning) AS (
                SELECT row_number() OVER (), lexeme
                FROM folded, unnest(tsvector_to_array(to_tsvector('simple', text))) AS lexeme
            ), spelling (number, beginning, word, place) AS (
                SELECT number, beginning, (SELECT min(word) FROM offering_word WHERE word >= beginning), 1 FROM asked
                UNION ALL
                SELECT number, beginning, (SELECT min(o.word) FROM offering_word AS o WHERE o.word > s.word), place + 1
                FROM spelling AS s
                WHERE starts_with(word, beginning) AND place <= \(unsafe: String(Self.mostSpellings))
            ), candidate (number, word, is_found) AS (
                SELECT number, word, coalesce(starts_with(word, beginning), false) FROM spelling \(ofState)
            ), rarest (words) AS (
                SELECT array_agg(word) FILTER (WHERE is_found) FROM candidate GROUP BY number
                HAVING count(*) <= \(unsafe: String(Self.mostSpellings))
                ORDER BY \(words.count > 1 || state != nil ? weight(within: wordRange[0]) : "number") LIMIT 1
            )
            SELECT DISTINCT ON (starts_on, id) \(columns) FROM (
                SELECT hit.* FROM rarest, unnest(words) AS spelled CROSS JOIN LATERAL (
                    SELECT offering.* FROM offering_word JOIN offering ON id = offering_id
                    WHERE word = spelled AND \((wordRange + fits).joined(separator: " AND "))
                    ORDER BY day, offering_id LIMIT \(unsafe: String(rows))) AS hit
                UNION ALL
                (\(page(of: "*", where: ["NOT EXISTS (SELECT FROM rarest)"] + calendarRange + fits)))
            ) AS offering ORDER BY starts_on, id LIMIT \(unsafe: String(rows))
            """
    }

    /// The number of classes that the words of a candidate have from the page's beginning on, of which each word counts
    /// at most 500.
    private func weight(within first: Query) -> Query {
        """
        sum(CASE WHEN is_found THEN (SELECT count(*) FROM (
            SELECT FROM offering_word AS o WHERE o.word = candidate.word AND \(first)
            LIMIT 500) AS counted) ELSE 0 END)
        """
    }

    /// One word less than this is followed.
    private static let mostSpellings = 32
}
