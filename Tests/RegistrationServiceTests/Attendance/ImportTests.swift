import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// The import of past completions.
@Suite struct ImportTests {
    @Test func `A line that cannot be read is rejected with its number and code, and the lines around it are taken`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let person = PersonID.new()
        try await fixture.know(person)
        let good = Array("\(person),basic-sro,".utf8)
        func day(_ day: String) -> [UInt8] { good + Array("\(day),".utf8) }
        let lines: [(bytes: [UInt8], code: String?)] = [
            (day("2019-05-01"), nil), (day("2019-05-02") + [0xFF], "unreadable"),
            (day("2019-05-03") + [0], "unreadable"),
            (day("2019-05-04") + Array(repeating: 0x41, count: 200_000), "unreadable"), (day("2019-05-05"), nil),
            (Array("\"".utf8) + day("2019-05-06"), "unreadable"),
            (day("2019-05-07") + Array("a\"b".utf8), "unreadable"),
            (day("2019-05-08"), nil), (Array("nobody".utf8) + day("2019-05-09"), "personUnknown"),
            (day("2019-05-10") + [0xC3], "unreadable"), (day("2019-05-11"), nil),
            (day("2019-05-12") + Array("\"open".utf8), "unreadable"),
        ]
        let csv = Array("personId,courseCode,completedOn,offeringRef\n".utf8) + lines.flatMap { $0.bytes + [0x0A] }
        for (accepted, unchanged) in [(4, 0), (0, 4)] {
            let reply = try await fixture.send(
                "POST", "/v1/imports/completions", as: fixture.staff, bytes: csv, type: "text/csv")
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.json["accepted"]?.integer == accepted)
            #expect(reply.json["unchanged"]?.integer == unchanged)
            let rejected = reply.json["rejected"]?.array ?? []
            #expect(reply.json["rejectedCount"]?.integer == rejected.count)
            #expect(
                rejected.map { "\($0["line"]?.integer ?? 0) \($0["code"]?.string ?? "")" }
                    == lines.enumerated().compactMap { place, line in line.code.map { "\(place + 2) \($0)" } })
        }
    }
}
