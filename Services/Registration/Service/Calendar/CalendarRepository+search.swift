import Postgres
import Primitives
import RegistrationDomain

extension CalendarSearch {
    /// Returns the statement that selects these columns of the classes that match, in the calendar's order, and at
    /// least one more than the limit if there are more.
    ///
    /// Values are bound as `(SELECT …)`, and the number of rows stands in the text, so that one plan fits all values
    /// and a connection makes it once. With bare values PostgreSQL plans most searches anew, which takes longer than to
    /// execute them.
    func select(_ columns: Query) -> Query {
        words.isEmpty ? page(of: columns, where: calendarRange + conditions) : selectByWords(columns)
    }

    /// Returns the statement that selects the first classes that meet the conditions.
    func page(of columns: Query, where conditions: [Query]) -> Query {
        """
        SELECT \(columns) FROM offering WHERE \(conditions.joined(separator: " AND "))
        ORDER BY starts_on, id LIMIT \(unsafe: String(rows))
        """
    }

    /// The number of rows to read: more than the limit, which shows whether there is a next page. There are few
    /// numbers, since each is a statement to prepare.
    var rows: Int { [11, 51, 201].first { $0 > limit } ?? limit + 1 }

    /// The part of the calendar that is searched.
    var calendarRange: [Query] { range(startsOn: "starts_on", endsOn: "ends_on", id: "id") }

    /// Returns the conditions of the part that is searched, on columns with these names. The first row has one
    /// condition only: of two, an index would begin at the earlier one.
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

    /// The conditions on a class besides its days and words.
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
