import Foundation
import Observability
import Synchronization
import Testing

@Suite struct LogTests {
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        var output: Log.Output { Log.Output { [self] line in lines.withLock { $0.append(line) } } }
    }

    func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `each line is a JSON object with fields and trace`() throws {
        let lines = Lines()
        let trace = TraceContext.new()
        let log = Log(output: lines.output, fields: ["service": "accounts"])
        log.with(["topic": "t"]).info("started", ["port": 8081, "ready": true, "took": 0.5], trace: trace)
        let object = try object(try #require(lines.all.first))
        #expect(object["message"] as? String == "started")
        #expect(object["level"] as? String == "info")
        #expect(object["service"] as? String == "accounts")
        #expect(object["topic"] as? String == "t")
        #expect(object["port"] as? Int == 8081)
        #expect(object["ready"] as? Bool == true)
        #expect(object["trace_id"] as? String == trace.traceID)
        let time = try #require(object["time"] as? String)
        #expect(time.utf8.count == 24 && time.hasSuffix("Z"))
    }

    @Test(arguments: [
        "a\nb", "a\r\n{\"level\":\"info\"}", "\u{1B}[31m", "quote\" back\\", "\u{85}\u{2028}\u{0}", "ünï 漢字 🎓",
    ])
    func `input cannot forge a line`(text: String) throws {
        let lines = Lines()
        Log(output: lines.output).error("\(text)", ["\(text)": .string(text)])
        let line = try #require(lines.all.first)
        #expect(line.filter { $0.isNewline }.count == 1)
        #expect(!line.dropLast().unicodeScalars.contains { $0.value < 0x20 })
        let object = try object(line)
        #expect(object["message"] as? String == text)
        #expect(object[text] as? String == text)
    }

    @Test func `a line below the level is not written, and its message is not created`() {
        let lines = Lines()
        let log = Log(level: .warning, output: lines.output)
        log.info(
            {
                Issue.record("the message was created")
                return ""
            }())
        log.warning("loud")
        log.critical("louder")
        #expect(lines.all.count == 2)
        #expect(LogLevel.allCases == LogLevel.allCases.sorted())
    }
}

@Suite struct TraceContextTests {
    let known = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func `a traceparent is parsed and written as W3C specifies`() throws {
        let trace = try #require(TraceContext(traceparent: known))
        #expect(trace.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(trace.spanID == "00f067aa0ba902b7")
        #expect(trace.isSampled)
        #expect(trace.traceparent == known)
        #expect(TraceContext(traceparent: known.replacingOccurrences(of: "00-4b", with: "cc-4b") + "-what") != nil)
    }

    @Test(arguments: [
        "", "00", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01é",
    ])
    func `any other form is refused`(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test func `a child has the same trace and its own span`() {
        let parent = TraceContext.new()
        let children = (0..<100).map { _ in parent.child() }
        #expect(children.allSatisfy { $0.traceID == parent.traceID })
        #expect(Set(children.map(\.spanID)).count == 100)
        #expect(TraceContext(traceparent: children[0].traceparent) == children[0])
    }
}
