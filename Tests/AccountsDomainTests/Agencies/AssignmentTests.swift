import AccountsDomain
import Primitives
import Testing

@Suite struct AssignmentTests {
    static let stated = Assignment(
        id: id(4), agencyID: id(7), position: .sro, from: day("2022-01-01"), to: nil, schools: ["East High"],
        isVerified: true, version: 2)

    func verified() throws -> Person {
        var person = Samples.person
        _ = try person.run(.addAssignment(Self.stated))
        #expect(person.assignments.first?.isVerified == false)
        #expect(person.assignments.first?.version == 1)
        _ = try person.run(.verifyAssignment(id(4)))
        return person
    }

    @Test func `what a person states is unverified until somebody verifies it, once`() throws {
        var person = try verified()
        #expect(person.assignments.first?.isVerified == true)
        #expect(throws: PersonRejection.assignmentAlreadyVerified) { try person.run(.verifyAssignment(id(4))) }
        #expect(throws: PersonRejection.assignmentUnknown) { try person.run(.verifyAssignment(id(5))) }
    }

    @Test func `an end and other schools keep the verification, another position or beginning loses it`() throws {
        var ended = Self.stated
        ended.to = day("2026-01-31")
        var person = try verified()
        #expect(try person.run(.changeAssignment(ended)) == [.assignmentEnded(ended)])
        #expect(person.assignments.first?.version == 3)
        var moved = Self.stated
        moved.schools = ["West High"]
        person = try verified()
        #expect(try person.run(.changeAssignment(moved)) == [.assignmentChanged(moved)])
        var promoted = Self.stated
        promoted.position = .sroSupervisor
        _ = try person.run(.changeAssignment(promoted))
        #expect(person.assignments.first?.isVerified == false)
        person = try verified()
        #expect(try person.run(.changeAssignment(Self.stated)).isEmpty)
    }

    @Test func `an end before the beginning is refused, the same day is not`() throws {
        var person = Samples.person
        var assignment = Self.stated
        assignment.to = day("2021-12-31")
        #expect(throws: PersonRejection.datesReversed) { try person.run(.addAssignment(assignment)) }
        assignment.to = day("2022-01-01")
        #expect(try person.run(.addAssignment(assignment)).count == 1)
    }
}
