import Foundation
import JSONTree
import Primitives
import Synchronization

/// Registers at a steady rate while the calendar is read. After each registration it reads the class and a list with
/// it, which must both show one seat less immediately.
final class PacedRegistrations: Sendable {
    private struct Seen {
        var made = 0
        var looks = 0
        var wrong: String?
        var isOver = false
    }

    private let fixture: CalendarFixture
    private let classes: [String]
    private let capacity: Int
    private let perSecond: Int
    private let seen = Mutex(Seen())

    /// - Parameter classes: classes of `capacity` seats that no one else registers for and whose city has the class's
    ///   name.
    init(_ fixture: CalendarFixture, _ classes: [String], capacity: Int, perSecond: Int) {
        self.fixture = fixture
        self.classes = classes
        self.capacity = capacity
        self.perSecond = perSecond
    }

    /// Registers until `end`, which returns the numbers of registrations and checks.
    func run() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { continuation.resume(with: Result { try self.drive() }) }
        }
    }

    func end() -> (made: Int, looks: Int, wrong: String?) {
        seen.withLock { seen in
            seen.isOver = true
            return (seen.made, seen.looks, seen.wrong)
        }
    }

    private func drive() throws {
        var line = try LoadLine(port: fixture.port)
        defer { line.close() }
        let start = monotonicSeconds()
        var number = 0
        while !seen.withLock({ $0.isOver }) {
            let wait = start + Double(number) / Double(perSecond) - monotonicSeconds()
            if wait > 0 { Thread.sleep(forTimeInterval: wait) }
            let id = classes[number % classes.count]
            let remaining = capacity - number / classes.count - 1
            try register(id, &line)
            if number.isMultiple(of: 10) { try look(at: id, remaining, &line) }
            number += 1
        }
    }

    private func register(_ id: String, _ line: inout LoadLine) throws {
        let body = #"{"offeringId":"\#(id)"}"#
        let (status, text) = try line.ask("POST", "/v1/registrations", token: fixture.token(), body: body)
        guard status == 201 else { throw BenchmarkError("the registration failed: \(text)") }
        seen.withLock { $0.made += 1 }
    }

    private func look(at id: String, _ remaining: Int, _ line: inout LoadLine) throws {
        let (_, detail) = try line.ask("GET", "/v1/offerings/\(id)", token: "")
        let (_, list) = try line.ask("GET", "/v1/offerings?query=watched%20\(id.prefix(8))&hasSeats=true", token: "")
        let shown = try JSON.parse(detail.utf8)["seatsRemaining"]?.integer
        let item = try JSON.parse(list.utf8)["items"]?.array?.first { $0["id"]?.string == id }
        let listed = item?["seatsRemaining"]?.integer ?? 0
        seen.withLock { seen in
            seen.looks += 2
            guard shown != remaining || listed != remaining else { return }
            seen.wrong = seen.wrong ?? "\(id): \(remaining) seats are left, shown \(shown ?? -1), listed \(listed)"
        }
    }
}

extension LoadLine {
    /// Sends one request and returns its response.
    mutating func ask(
        _ method: String, _ target: String, token: String, body: String = "", type: String = "application/json"
    ) throws -> (status: Int, text: String) {
        let head = """
            \(method) \(target) HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer \(token)\r
            Content-Type: \(type)\r
            Content-Length: \(body.utf8.count)\r
            \r

            """
        try Array((head + body).utf8).withUnsafeBytes { try send($0) }
        while true {
            guard let status = try receive() else { continue }
            defer { clear() }
            return (status, text)
        }
    }
}
