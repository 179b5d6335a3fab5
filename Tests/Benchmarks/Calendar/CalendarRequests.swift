import Foundation
import Postgres
import Primitives
import Web

/// The requests to the calendar, each kind with its share.
struct CalendarRequests: Sendable {
    struct Kind: Sendable {
        let name: String
        /// The percentage of requests.
        let share: Int
        let targets: [String]
    }

    let kinds: [Kind]

    private static let states = ["AL", "CA", "FL", "GA", "IL", "NY", "OH", "TX", "VA", "WY"]

    static func make(_ database: PostgresClient) async throws -> CalendarRequests {
        let rows = try await database.query(
            """
            SELECT id, starts_on FROM offering WHERE status = 'published' AND starts_on >= current_date
            ORDER BY md5(id::text) LIMIT 2000
            """
        ).map { try $0.decode((OfferingID, Day).self) }
        let days = rows.prefix(200).map(\.1)
        let courses = ["basic-sro", "advanced-sro", "cpted", "supervisors%20and%20management", "sso", "conference"]
        let words = ["springfield", "zurich", "academy%2012", "basic%20hoover", "mental%20salem", "design"]
        let list = "/v1/offerings"
        return CalendarRequests(kinds: [
            Kind(name: "state", share: 25, targets: states.map { "\(list)?state=\($0)" }),
            Kind(
                name: "course, from a day on", share: 15,
                targets: courses.flatMap { course in days.prefix(20).map { "\(list)?course=\(course)&from=\($0)" } }),
            Kind(name: "words", share: 10, targets: words.map { "\(list)?query=\($0)" }),
            Kind(
                name: "state, course, free seats", share: 10,
                targets: states.flatMap { state in courses.map { "\(list)?state=\(state)&course=\($0)&hasSeats=true" } }
            ),
            Kind(name: "a week", share: 10, targets: days.map { "\(list)?from=\($0)&to=\($0.adding(days: 6))" }),
            Kind(name: "country", share: 5, targets: ["CA", "GB", "DE", "CH", "JP"].map { "\(list)?country=\($0)" }),
            Kind(name: "home list", share: 5, targets: ["\(list)/upcoming"]),
            Kind(name: "everything", share: 5, targets: [list]),
            Kind(
                name: "a later page", share: 5, targets: rows.prefix(500).map { "\(list)?cursor=\(Cursor($0.1, $0.0))" }
            ),
            Kind(name: "one class", share: 10, targets: rows.map { "\(list)/\($0.0)" }),
        ])
    }

    /// Returns requests of all kinds in their shares, evenly mixed.
    func mixed(_ count: Int) -> PreparedRequests {
        var requests = PreparedRequests()
        let order = kinds.indices.flatMap { kind in Array(repeating: kind, count: kinds[kind].share) }
        for number in 0..<count {
            // 37 and 100 are coprime, so each hundred has every place once.
            let kind = kinds[order[number * 37 % order.count]]
            requests.add("GET", kind.targets[number * 7919 % kind.targets.count], token: "")
        }
        return requests
    }

    func requests(of kind: Kind, _ count: Int) -> PreparedRequests {
        var requests = PreparedRequests()
        for number in 0..<count { requests.add("GET", kind.targets[number * 7919 % kind.targets.count], token: "") }
        return requests
    }
}
