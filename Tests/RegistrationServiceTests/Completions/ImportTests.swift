import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// The import of past completions.
@Suite struct ImportTests {
    @Test func `A line that cannot be read is rejected with its number and code, and the other lines are imported`()
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

    @Test func `An invalid line is rejected with its number and code, and stops no other line`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let person = PersonID.new()
        try await fixture.know(person, email: "omar@springfield.example")
        let csv = """
            personEmail,personId,courseCode,completedOn,offeringRef
            omar@springfield.example,,basic-sro,2019-05-01,"Class ""A"", May"
            nobody@springfield.example,,basic-sro,2019-05-01,
            ,\(person),no-such-course,2019-05-01,
            ,\(person),basic-sro,2019-02-30,
            ,\(person),basic-sro
            ,\(person),basic-sro,2099-01-01,
            ,\(person),basic-sro,2019-05-01,
            """
        let reply = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: csv, type: "text/csv")
        #expect(reply.json["accepted"] == 1)
        #expect(reply.json["unchanged"] == 1)
        let rejected = try #require(reply.json["rejected"]?.array)
        #expect(rejected.compactMap { $0["line"]?.integer } == [3, 4, 5, 6, 7])
        #expect(
            rejected.compactMap { $0["code"]?.string } == [
                "personUnknown", "courseUnknown", "dateInvalid", "columnsWrong", "dateInFuture",
            ])
        let headless = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: "a,b\n1,2\n", type: "text/csv")
        #expect(headless.code == "csvUnreadable")
        let broken = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff,
            text: "personId,courseCode,completedOn\n\(person),basic-sro,2019-05-01\n\"open", type: "text/csv")
        #expect(broken.json["unchanged"] == 1)
        #expect(broken.json["rejected"]?[0]?["code"] == "unreadable")
        #expect(broken.json["rejected"]?[0]?["line"] == 3)
        #expect(
            try await fixture.send("POST", "/v1/imports/completions", as: Caller(), text: csv, type: "text/csv").status
                == 403)
    }

    @Test func `An import of invalid lines alone reports the first ten thousand, counts all, and imports none`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let csv = "personEmail,courseCode,completedOn\n" + String(repeating: "a@b.example,basic-sro,x\n", count: 12_000)
        let reply = try await fixture.send(
            "POST", "/v1/imports/completions", as: fixture.staff, text: csv, type: "text/csv")
        #expect(reply.json["accepted"] == 0)
        #expect(reply.json["rejectedCount"] == 12_000)
        #expect(reply.json["rejected"]?.array?.count == 10_000)
        #expect(reply.json["rejected"]?[9_999]?["line"] == 10_001)
    }
}
