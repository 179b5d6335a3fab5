import DomainClock
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct AttendanceRepositoryTests {
    @Test func `a day is found as it was saved, and the history has each recording`() async throws {
        let sut = try await AttendedClass(attendees: 2)
        let attendance = AttendanceRepository(database: sut.fixture.database)
        let offering = try #require(OfferingID(sut.offering))
        let present = try sut.registrations.map { try #require(RegistrationID($0.string ?? "")) }
        let day = AttendanceDay(date: try #require(Day("2026-03-02")), present: present.sorted(), version: 1)
        let recorder = PersonID.new()
        try await expectStored(
            day,
            insert: { day in
                try await sut.fixture.parts.journal.update { unit in
                    let input = try await attendance.input(for: day.date, of: offering, in: unit)
                    #expect(input.day == AttendanceDay(date: day.date))
                    #expect(input.attending == Set(present))
                    let new = AttendanceDay(date: day.date, present: day.present)
                    _ = attendance.save(new, of: offering, by: recorder, at: sut.fixture.clock.now, in: unit)
                }
            },
            find: { day in
                try await attendance.list(of: offering, after: day.date.adding(days: -1), limit: 1).first
            })
        #expect(try await attendance.daysAttended(by: present[0], from: sut.fixture.database) == 1)
        let corrected = AttendanceDay(date: day.date, present: [present[1]], version: 1)
        let saved = try await sut.fixture.parts.journal.update { unit in
            attendance.save(corrected, of: offering, by: recorder, at: sut.fixture.clock.now, in: unit)
        }
        #expect(saved.version == 2)
        #expect(try await attendance.list(of: offering, after: nil, limit: 1) == [saved])
        #expect(try await attendance.daysAttended(by: present[0], from: sut.fixture.database) == 0)
        let history = try await attendance.history(of: offering, after: nil, limit: 10)
        #expect(history.map(\.present) == [day.present, corrected.present])
        #expect(history.allSatisfy { $0.day == day.date && $0.recordedBy == recorder })
        #expect(
            try await attendance.history(of: offering, after: history[0].id, limit: 10).map(\.id) == [history[1].id])
    }
}
