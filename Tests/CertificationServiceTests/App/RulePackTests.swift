import CertificationDomain
import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RulePacks
import TestSupport
import Testing
import UseCases

@testable import CertificationService

@Suite struct RulePackTests {
    private static let shipped = CertificationPolicy.shipped

    @Test func `the pack that ships has the sources' hours, years and dates`() throws {
        let policy = try RulePack().policy(on: day("2026-03-01"))
        #expect(policy.version == "2026.1" && policy.practitioner.contact == "practitioner@muster.example")
        #expect(policy.practitioner.basicMinutes == 40 * 60 && policy.practitioner.advancedMinutes == 24 * 60)
        #expect(policy.practitioner.additionalMinutes == 160 * 60 && policy.practitioner.yearsAsSRO == 3)
        #expect(policy.practitioner.ownBasicOnlyFrom == day("2023-01-01"))
    }

    @Test(
        arguments: [
            ([:], nil),
            (["advancedMinutes: 1440,": "advancedMinutes: 1440,,"], "line 15: "),
            (["yearsAsSRO: 3": "yearsAsSROs: 3"], "[0].practitioner.yearsAsSRO is missing"),
            (["yearsAsSRO: 3": "yearsAsSRO: 3, years: 3"], "[0].practitioner.years is unknown"),
            (["basicMinutes: 2400": "basicMinutes: 2400.5"], "[0].practitioner.basicMinutes"),
            (["[\"sro\"]": "[\"sheriff\"]"], "[0].practitioner.sroPositions[0]"),
            (["[\"sro\"]": "[]"], "[0].practitioner.sroPositions must not be empty"),
            (
                ["additionalMinutes: 9600": "additionalMinutes: 0"],
                "[0].practitioner.additionalMinutes must be 1 to 600000"
            ),
            (["yearsAsSRO: 3": "yearsAsSRO: 0"], "[0].practitioner.yearsAsSRO must be 1 to 50"),
            (["      version: \"2026.1\"": "version: \"2026.2\""], "[0].practitioner.version must be the policy's"),
        ] as [(KeyValuePairs<String, String>, String?)])
    func `an invalid pack stops the start with the file and the field`(
        changes: KeyValuePairs<String, String>, words: String?
    ) async throws {
        let text = try RulePackFile.replacing(changes, in: Self.shipped)
        let fault = try await RulePackFile.fault(of: Array(text.utf8), in: .certification)
        #expect(words.map { fault?.contains($0) == true } ?? (fault == nil), "\(fault ?? "starts")")
    }

    @Test func `a file that does not exist or is not text stops the start`() async throws {
        #expect(try await RulePackFile.fault(of: nil, in: .certification) != nil)
        #expect(try await RulePackFile.fault(of: [0xFF], in: .certification)?.contains("not UTF-8 text") == true)
    }

    /// Version 2026.2 asks for 200 further hours from 10 March on.
    private static let stricter: KeyValuePairs = [
        "2026.1": "2026.2", "2026-01-01": "2026-03-10", "additionalMinutes: 9600": "additionalMinutes: 12000",
    ]

    @Test(.rule(.G4, .G10)) func `the version on the day of the submission decides about an application`() async throws
    {
        try await RulePackFile.use(RulePackFile.pack(Self.shipped, andThen: Self.stricter)) { path in
            let fixture = try await CertificationFixture(["CERTIFICATION_RULE_PACK_FILE": path])
            let (early, late, reviewer) = (PersonID.new(), PersonID.new(), PersonID.new())
            func pack(_ person: PersonID) async throws -> String {
                try await fixture.send("GET", "/v1/me/practitioner", as: Caller(person, .member)).json.text("rulePack")
            }
            for person in [early, late] { try await fixture.fit(person) }
            let path = try await fixture.draft(early)
            let submitted = try await fixture.send("POST", "\(path)/submission", as: Caller(early, .member), [:])
            #expect(submitted.json.text("rulePack") == "2026.1", "\(submitted.text)")

            // 10 March at the association's seat, where it began five hours after UTC's.
            fixture.clock.move(to: try #require(Instant("2026-03-10T04:59:59Z")))
            #expect(try await pack(late) == "2026.1")
            fixture.clock.move(to: try #require(Instant("2026-03-10T05:00:00Z")))
            #expect(try await pack(late) == "2026.2")
            #expect(try await pack(early) == "2026.1")
            // Its 159.75 hours and the conference's 40 are a quarter short of 200.
            let other = try await fixture.draft(late, hours: 159.75)
            #expect(
                try await fixture.send("POST", "\(other)/submission", as: Caller(late, .member), [:]).unmet == ["G6"])

            #expect(try await fixture.dispose(path, "applied", as: reviewer).status == 200)
            let approved = try await fixture.determine(path, "approved", as: reviewer)
            #expect(approved.status == 200 && approved.json.text("rulePack") == "2026.1", "\(approved.text)")
            let published = try await fixture.database.query(
                """
                SELECT DISTINCT payload::jsonb ->> 'rulePack' FROM outbox
                WHERE type LIKE '%.application.%'
                """
            )
            #expect(try published.map { try $0.decode(String.self) } == ["2026.1"])
        }
    }

    @Test func `policies show the version in force and all versions`() async throws {
        try await RulePackFile.use(RulePackFile.pack(Self.shipped, andThen: Self.stricter)) { path in
            let fixture = try await CertificationFixture(["CERTIFICATION_RULE_PACK_FILE": path])
            func shown() async throws -> JSON { try await fixture.send("GET", "/v1/policies").json }
            #expect(try await shown()["practitioner"]?["additionalMinutes"] == 9600)
            #expect(try await shown()["versions"]?.array?.map { $0.text("version") } == ["2026.1", "2026.2"])
            fixture.clock.move(to: try #require(Instant("2026-03-11T12:00:00Z")))
            #expect(try await shown()["practitioner"]?["additionalMinutes"] == 12000)
            #expect(try await shown().text("version") == "2026.2")
        }
    }
}
