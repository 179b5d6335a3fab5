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

    /// These columns of the classes that fit, one class more than the limit.
    func select(_ columns: Query) -> Query {
        "SELECT \(columns) FROM offering WHERE \(condition) ORDER BY starts_on, id LIMIT \(limit + 1)"
    }

    /// Written so that one of the calendar's indexes gives the rows in order, from the first one asked for on.
    private var condition: Query {
        var conditions: [Query] = ["status = '\(unsafe: status.rawValue)'"]
        if let state { conditions.append("state = \(state)") }
        if let country { conditions.append("country = \(country)") }
        if let course {
            conditions.append(
                """
                course_code = (SELECT code FROM course WHERE EXISTS (
                    SELECT FROM unnest(aliases || code || title) AS own (name) WHERE lower(own.name) = lower(\(course)))
                    ORDER BY code <> \(course) LIMIT 1)
                """)
        }
        if let from {
            conditions.append("starts_on >= \(from)")
        } else {
            let first = today.adding(days: -Offering.mostDays)
            conditions.append("ends_on >= \(today) AND starts_on > \(first)")
        }
        if let to { conditions.append("starts_on <= \(to)") }
        if let hasSeats { conditions.append(hasSeats ? "seats_taken < capacity" : "seats_taken >= capacity") }
        if !words.isEmpty { conditions.append("search @@ calendar_query(\(words))") }
        if let after { conditions.append("(starts_on, id) > (\(after.startsOn), \(after.id))") }
        return conditions.joined(separator: " AND ")
    }
}
