import DomainClock
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct CourseRepositoryTests {
    private static func course(_ code: String, kind: OfferingKind, version: Int) throws -> Course {
        var prices = PriceSchedule(
            PriceList(member: 111, nonMember: 222, earlyBird: .init(price: 99, until: day("2026-02-01"))))
        try prices.approve(
            PriceList(member: 333, nonMember: 444), from: day("2026-03-01"), on: day("2026-01-01"))
        return Course(
            code: try #require(CourseCode(code)), title: "Gangs in Schools", kind: kind, hours: 12.5,
            aliases: ["Gangs", "GIS"], audienceNotice: "For officers", prices: prices,
            editions: [
                CourseEdition(
                    id: .new(), name: "First", from: day("2020-01-01"),
                    sections: [
                        CourseSection(code: "b", title: "Second letter", minutes: 60),
                        CourseSection(code: "a", title: "First letter", minutes: 90),
                    ]),
                CourseEdition(id: .new(), name: "Second", from: day("2025-01-01"), sections: []),
            ], version: version)
    }

    @Test func `a course is found as it was inserted, and as it was saved with another edition`() async throws {
        let fixture = try await RegistrationFixture()
        let courses = CourseRepository(database: fixture.database)
        let journal = fixture.parts.journal
        try await expectStored(
            try Self.course("gangs", kind: .class, version: 3),
            try Self.course("threats", kind: .conference, version: 5),
            ignoring: ["prices", "editions"],
            insert: { course in
                let isNew = try await journal.update { unit in try await courses.insert(course, in: unit) }
                #expect(isNew)
            },
            find: { try await courses.find($0.code) })
        let code = try #require(CourseCode("gangs"))
        let added = CourseEdition(
            id: .new(), name: "Third", from: day("2030-01-01"),
            sections: [CourseSection(code: "c", title: "Third letter", minutes: 30)])
        let saved = try await journal.update { unit in
            var locked = try #require(try await courses.lock(code, in: unit))
            #expect(try await courses.insert(locked, in: unit) == false)
            locked.title = "Gangs"
            locked.hours = 13
            locked.aliases = []
            locked.audienceNotice = nil
            locked.prices = PriceSchedule(PriceList(member: 5, nonMember: 6))
            locked.editions.append(added)
            return try courses.save(locked, adding: [added], in: unit)
        }
        #expect(saved.version == 4)
        #expect(try await courses.find(code) == saved)
        #expect(try await courses.list().last?.code.rawValue == "threats")
        try await journal.update { (unit: UnitOfWork) async throws in
            #expect(try await courses.lockUnpublished(in: unit).isEmpty)
            #expect(try await courses.lockWithPriceChanges(in: unit).map(\.code.rawValue) == ["threats"])
            #expect(try await courses.code(named: ["gis"], except: code, in: unit)?.rawValue == "threats")
            #expect(try await courses.code(named: ["gangs in schools"], except: code, in: unit)?.rawValue == "threats")
            #expect(try await courses.code(named: ["Gangs of old"], except: code, in: unit) == nil)
        }
    }

    @Test func `an approval is found as it was inserted, for its subject alone`() async throws {
        let fixture = try await RegistrationFixture()
        let prices = PriceRepository(database: fixture.database)
        let approval = PriceApproval(
            from: day("2026-04-01"),
            prices: PriceList(member: 1, nonMember: 2, earlyBird: .init(price: 3, until: day("2026-03-01"))),
            approvedBy: .new(), approvedAt: fixture.clock.now)
        try await expectStored(
            approval, ignoring: ["prices"],
            insert: { approval in
                try await fixture.parts.journal.update { unit in
                    try prices.insert(approval, of: .course(.basicSRO), in: unit)
                }
            },
            find: { _ in try await prices.approvals(of: .course(.basicSRO)).first })
        #expect(try await prices.approvals(of: .offering(.new())).isEmpty)
    }
}
