import Postgres
import TestSupport
import Testing

/// The helper itself: what a repository's test would miss without it.
@Suite struct ExpectStoredTests {
    private struct Contact: Equatable {
        var name: String
        var email: String
    }

    private struct Request: Equatable {
        var id: Int
        var contact: Contact?
        var isUrgent: Bool
        var isPaid: Bool
        var days: [Int]
    }

    private static let contacts = Columns("name, email") { row in
        Contact(name: try row.next(), email: try row.next())
    }

    private static let requests = Columns("id, \(contacts), is_urgent, is_paid, days") { row in
        Request(
            id: try row.next(), contact: try row.nextIfPresent(contacts), isUrgent: try row.next(),
            isPaid: try row.next(), days: try row.next())
    }

    private let full = Request(
        id: 7, contact: Contact(name: "Zoë", email: "zoe@example.org"), isUrgent: true, isPaid: false, days: [1, 2])
    /// It shows nothing by itself.
    private let bare = Request(id: 8, isUrgent: false, isPaid: false, days: [])

    /// Stores the requests; `list` is the order in which the columns are filled.
    private func store(_ values: Request..., list: Query = "id, name, email, is_urgent, is_paid, days") async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await client.execute(
            """
            CREATE TABLE request (
                id bigint PRIMARY KEY, name text, email text, is_urgent boolean, is_paid boolean, days bigint[])
            """)
        func insert(_ request: Request) async throws {
            try await client.execute(
                """
                INSERT INTO request (\(list)) VALUES (\(request.id), \(request.contact?.name),
                    \(request.contact?.email), \(request.isUrgent), \(request.isPaid), \(request.days))
                """)
        }
        func find(_ request: Request) async throws -> Request? {
            try await client.read(
                .first(Self.requests, "SELECT \(Self.requests) FROM request WHERE id = \(request.id)"))
        }
        if values.count == 1 {
            try await expectStored(values[0], insert: insert, find: find)
        } else {
            try await expectStored(values[0], values[1], insert: insert, find: find)
        }
        await client.close()
    }

    @Test func `equal values pass`() async throws {
        try await store(full)
        try await store(bare, full)
    }

    @Test(arguments: [
        "id, email, name, is_urgent, is_paid, days", "id, name, email, is_paid, is_urgent, days",
    ])
    func `two swapped columns of one type are found`(list: String) async throws {
        try await withKnownIssue {
            try await store(full, list: Query(unsafeSQL: list))
        } matching: {
            $0.description.contains(list.hasPrefix("id, e") ? "contact.email, contact.name" : "isPaid, isUrgent")
        }
    }

    @Test(arguments: [
        "contact is nil or empty", "days is nil or empty", "isPaid and isUrgent are equal",
        "contact.email and contact.name are equal",
    ])
    func `values that could not show a swapped column are refused`(weakness: String) async throws {
        var weak = full
        switch weakness {
        case "contact is nil or empty": weak.contact = nil
        case "days is nil or empty": weak.days = []
        case "isPaid and isUrgent are equal": weak.isPaid = true
        default: weak.contact?.email = "Zoë"
        }
        try await withKnownIssue {
            try await store(weak)
        } matching: {
            $0.description.contains("\(weakness) in all values")
        }
    }

    @Test func `what is not found is an issue`() async throws {
        try await withKnownIssue {
            try await expectStored(full, insert: { _ in }, find: { _ in nil })
        } matching: {
            $0.description.contains("nothing was found")
        }
    }
}
