import Foundation
import JSONTree
import Primitives
import Synchronization

/// Registrations at a steady rate while the calendar is read, each followed by a look at the class and at a list with it: both must
/// say one seat less, at once.
final class PacedRegistrations: Sendable {
    private struct Seen {
        var made = 0
        var looks = 0
        var wrong: String?
        var isOver = false
    }

    private let stage: CalendarStage
    private let classes: [String]
    private let capacity: Int
    private let perSecond: Int
    private let seen = Mutex(Seen())

    /// - Parameter classes: of `capacity` seats each, which nobody else registers for, and whose city is called like them.
    init(_ stage: CalendarStage, _ classes: [String], capacity: Int, perSecond: Int) {
        self.stage = stage
        self.classes = classes
        self.capacity = capacity
        self.perSecond = perSecond
    }

    /// Until `end`; then says how many were made and how often seats were looked at.
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
        var line = try LoadLine(port: stage.port)
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
        let (status, text) = try line.ask("POST", "/v1/registrations", token: stage.token(), body: body)
        guard status == 201 else { throw Mistake("no registration: \(text)") }
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
    /// One request and its answer.
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
