import Postgres
import Primitives
import RegistrationDomain

/// What a calendar search asks for (C5); nil is no condition.
struct CalendarSearch: Sendable {
    var status = OfferingStatus.published
    var state: String?
    var country: String?
    /// A course's code, title or alias (C1).
    var course: String?
    /// First and last starting day.
    var from: Day?
    var to: Day?
    /// Without `from`: classes that are not over by this day.
    var today: Day
    /// Each begins a word of the title, the course's names or the place.
    var words: [String] = []
    var hasSeats: Bool?
    var after: (startsOn: Day, id: OfferingID)?
    var limit: Int

    /// These columns of the classes that fit in the calendar's order, at least one more than the limit where there are.
    ///
    /// Values are given as `(SELECT …)`, and the number of rows in the text: so one plan fits all values, and a connection makes it
    /// once. With bare values PostgreSQL plans most searches each time, which takes longer than to carry them out.
    func select(_ columns: Query) -> Query {
        words.isEmpty ? page(of: columns, where: calendarRange + conditions) : selectByWords(columns)
    }

    /// The first of the classes that fulfil the conditions.
    func page(of columns: Query, where conditions: [Query]) -> Query {
        """
        SELECT \(columns) FROM offering WHERE \(conditions.joined(separator: " AND "))
        ORDER BY starts_on, id LIMIT \(unsafe: String(rows))
        """
    }

    /// One more than the limit tells that there is a next page. Few numbers, as each is a statement to prepare.
    var rows: Int { [11, 51, 201].first { $0 > limit } ?? limit + 1 }

    /// The part of the calendar that is searched.
    var calendarRange: [Query] { range(startsOn: "starts_on", endsOn: "ends_on", id: "id") }

    /// The same in other columns' names. Of two first rows an index would begin at the earlier one, so there is one.
    func range(startsOn: Query, endsOn: Query, id: Query) -> [Query] {
        let first = from ?? today.adding(days: 1 - Offering.maximumDays)
        var range: [Query] = []
        if let after, after.startsOn >= first {
            range.append("(\(startsOn), \(id)) > ((SELECT \(after.startsOn)), (SELECT \(after.id)))")
        } else {
            range.append("\(startsOn) >= (SELECT \(first))")
        }
        if from == nil { range.append("\(endsOn) >= (SELECT \(today))") }
        if let to { range.append("\(startsOn) <= (SELECT \(to))") }
        return range
    }

    /// What a class must be besides.
    var conditions: [Query] {
        var conditions: [Query] = ["status = '\(unsafe: status.rawValue)'"]
        if let state { conditions.append("state = (SELECT \(state))") }
        if let country { conditions.append("country = (SELECT \(country))") }
        if let course {
            conditions.append(
                """
                course_code = (SELECT code FROM course WHERE EXISTS (
                    SELECT FROM unnest(aliases || code || title) AS own (name) WHERE lower(own.name) = lower(\(course)))
                    ORDER BY code <> \(course) LIMIT 1)
                """)
        }
        if let hasSeats { conditions.append(hasSeats ? "seats_taken < capacity" : "seats_taken >= capacity") }
        return conditions
    }
}
