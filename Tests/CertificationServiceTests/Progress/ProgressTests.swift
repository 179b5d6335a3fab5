import Contracts
import DomainClock
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing
import UseCases

@testable import CertificationService

@Suite struct ProgressTests {
    @Test(.rule(.G10, .A5)) func `own courses and assignments count from events`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        func met() async throws -> [String] {
            let progress = try await fixture.send("GET", "/v1/me/practitioner", as: Caller(person, .member))
            #expect(progress.status == 200)
            return (progress.json["requirements"]?.array ?? []).filter { $0["met"] == true }.map { $0.text("code") }
        }
        #expect(try await met() == ["G7", "G8"])
        try await fixture.fit(person, verified: false)
        #expect(try await met() == ["G1", "G2", "G3", "G4", "G5", "G7", "G8", "G9"])
        let years = try await fixture.send("GET", "/v1/me/practitioner", as: Caller(person, .member)).json[
            "requirements"]?[0]
        #expect(years?.text("reason").contains("not verified yet") == true)
        // What was done under a merged id counts.
        let survivor = PersonID.new()
        try await fixture.person(person, mergedInto: survivor)
        let progress = try await fixture.send("GET", "/v1/me/practitioner", as: Caller(survivor, .member)).json
        #expect(progress["requirements"]?[2]?["met"] == true)
    }

    @Test(.rule(.G10)) func `after a declined application progress is judged today`() async throws {
        let fixture = try await CertificationFixture()
        let (person, reviewer) = (PersonID.new(), PersonID.new())
        try await fixture.fit(person)
        let path = try await fixture.draft(person)
        _ = try await fixture.send("POST", "\(path)/submission", as: Caller(person, .member), [:])
        func progress() async throws -> (asOf: String, ofApplication: JSON?) {
            let answer = try await fixture.send("GET", "/v1/me/practitioner", as: Caller(person, .member)).json
            return (answer.text("asOf"), answer["requirements"]?.array?.first { $0.text("code") == "G10" })
        }
        fixture.clock.move(to: fixture.clock.now.adding(seconds: 30 * 86_400))
        #expect(try await progress().asOf == "2026-03-01")
        let submitted = try await progress().ofApplication
        #expect(
            submitted?["met"] == true && submitted?.text("reason").contains("without a document yet: 1") == true)
        #expect(try await fixture.determine(path, "declined", as: reviewer).status == 200)
        #expect(try await progress().asOf == "2026-03-31")
        #expect(try await progress().ofApplication?["met"] == false)
    }

    @Test(.rule(.G7, .G8)) func `hours older than ten years and repeated annual sessions are left out`() async throws {
        let fixture = try await CertificationFixture()
        let person = PersonID.new()
        let path = try await fixture.draft(person, hours: 100)
        for (hours, endsOn, annual) in [
            (20, "2016-03-01", false), (30, "2016-02-29", false), (8, "2023-05-01", true), (10, "2024-05-01", true),
        ] as [(JSON, JSON, JSON)] {
            let claimed = try await fixture.send(
                "POST", "\(path)/credits", as: Caller(person, .member),
                [
                    "title": "Seminar", "provider": "State academy", "subject": "Juveniles", "hours": hours,
                    "startsOn": endsOn, "endsOn": endsOn, "annual": annual,
                ])
            #expect(claimed.status == 201)
        }
        let progress = try await fixture.send("GET", "/v1/me/practitioner", as: Caller(person, .member)).json
        let have = progress["requirements"]?.array?.filter { ["G6", "G7", "G8"].contains($0.text("code")) }
            .map { $0.text("have") }
        #expect(have == ["130 hours", "1 left out", "1 left out"])
    }
}
