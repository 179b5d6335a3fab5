import Foundation
package import JSONTree
package import Testing

/// The icalendar package of Python: a reader of iCalendar that is not ours.
package enum CalendarReader {
    private static let python = "/usr/bin/python3"

    package static let isInstalled = (try? run("import icalendar", "")) != nil
    package static let absence: Comment = "icalendar for Python is not installed (Debian: python3-icalendar)"

    private static let script = """
        import icalendar, json, sys
        calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
        def shown(event):
            assert not event.errors, event.errors
            value = lambda name: event.decoded(name)
            text = lambda name: str(event[name]) if name in event else None
            return {
                "uid": text("UID"), "sequence": int(event["SEQUENCE"]), "status": text("STATUS"),
                "summary": text("SUMMARY"), "location": text("LOCATION"), "description": text("DESCRIPTION"),
                "start": value("DTSTART").isoformat(), "end": value("DTEND").isoformat(),
                "stamp": value("DTSTAMP").isoformat(),
            }
        print(json.dumps([shown(event) for event in calendar.walk("VEVENT")]))
        """

    /// The events of a calendar, in their order.
    package static func events(_ calendar: String) throws -> [JSON] {
        try JSON.parse(try run(script, calendar).utf8).array ?? []
    }

    private struct Failure: Error {
        let said: String
    }

    private static func run(_ script: String, _ input: String) throws -> String {
        let process = Process()
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", script]
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let said = try stdout.fileHandleForReading.readToEnd() ?? Data()
        let errors = try stderr.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(said: String(decoding: errors, as: UTF8.self)) }
        return String(decoding: said, as: UTF8.self)
    }
}
