import AccountsDomain
import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import TestSupport
import Testing

@testable import AccountsService

@Suite struct ImportTests {
    private func upload(_ text: String, _ fixture: AccountsFixture, _ token: String) async throws -> Reply {
        try await fixture.send(
            .post, "/v1/imports/people", as: token, text: text, type: "text/csv")
    }

    @Test func `valid lines are imported, invalid ones reported, and known addresses left unchanged`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        _ = try await fixture.join("zoe@example.org")
        let text = """
            email,givenName,familyName,kind,homeState,swornOfficer
            ann@example.org,Ann,Lee,registrant,AL,true
            ZOE@example.org,Not,Changed,member,,
            Ann@example.org,Ann,Again,registrant,,
            nonsense,A,B,member,,
            bob@example.org,,B,member,,
            bob@example.org,B,B,gold,,
            bob@example.org,B,B,member,Alabama,
            bob@example.org,B,B,member,,perhaps
            bob@example.org,B,B

            """
        let reply = try await upload(text, fixture, admin)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json["accepted"] == 1 && reply.json["unchanged"] == 2)
        let rejected = reply.json["rejected"]?.array?.map {
            "\($0["line"]?.integer ?? 0) \($0["code"]?.string ?? "")"
        }
        #expect(
            rejected == [
                "5 emailInvalid", "6 nameInvalid", "7 kindInvalid", "8 homeStateInvalid", "9 swornOfficerInvalid",
                "10 columnsWrong",
            ])
        let found = try await fixture.send(.get, "/v1/people?query=ann@", as: admin).json["items"]?[0]
        #expect(found?["swornOfficer"] == true && found?["homeState"] == "AL")
        let id = try #require(PersonID(found?["id"]?.string ?? ""))
        #expect(try await fixture.facts(of: id).map(\.type) == ["person.joined"])
        #expect(try await fixture.state(.profile, of: id)?.givenName == "Ann")
        #expect(try await fixture.signIn("ann@example.org", "").status == 401)
        #expect(try await upload("email,name\n", fixture, admin).code == "csvUnreadable")
        #expect(try await upload("\"", fixture, admin).code == "csvUnreadable")
    }

    @Test func `a line that cannot be read is reported, and the persons around it are imported`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let lines: [[UInt8]] = [
            Array("email,givenName,familyName,kind".utf8), Array("ann@example.org,Ann,Lee,member".utf8),
            Array("bob@example.org,B".utf8) + [0xFF] + Array("b,Lee,member".utf8),
            Array("cat@example.org,C".utf8) + [0] + Array("t,Lee,member".utf8),
            Array("dan@example.org,\(String(repeating: "D", count: 70_000)),Lee,member".utf8),
            Array("\"eve@example.org,Eve,Lee,member".utf8), Array("flo@example.org,Flo,Lee,member".utf8),
        ]
        let reply = try await fixture.send(
            .post, "/v1/imports/people", as: admin, bytes: Array(lines.joined(separator: [0x0A])),
            type: "text/csv")
        #expect(reply.json["accepted"] == 2 && reply.json["rejectedCount"] == 4, "\(reply.text)")
        let rejected = reply.json["rejected"]?.array ?? []
        #expect(rejected.map { $0["line"]?.integer } == [3, 4, 5, 6])
        #expect(rejected.allSatisfy { $0["code"] == "unreadable" })
    }

    @Test(.rule(.A4)) func `ten thousand persons are imported at once, and a second import changes nothing`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        var text = "email,givenName,familyName,kind\n"
        for number in 0..<10_000 { text += "person\(number)@example.org,P,N\(number),registrant\n" }
        let start = ContinuousClock.now
        #expect(try await upload(text, fixture, admin).json["accepted"] == 10_000)
        let seconds = (ContinuousClock.now - start).components.seconds
        #expect(seconds < 60, "took \(seconds) s")
        #expect(try await upload(text, fixture, admin).json["unchanged"] == 10_000)
        let rows = try await fixture.database.query("SELECT count(*) FROM outbox WHERE kind = 'fact'")
        #expect(try rows.first?.value(at: 0, as: Int.self) == 10_002)
    }
}
