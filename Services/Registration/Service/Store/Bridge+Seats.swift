import Contracts
import JSONSchema
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import UseCases
import Web

// What other subjects still call by its previous name.

extension RegistrationStore {
    private var parts: SeatParts { SeatParts(self) }

    func book(
        of offering: Offering, freeing: Int = 0, asking: RegistrationID? = nil, allotments: Bool = false,
        in unit: UnitOfWork
    ) async throws -> SeatBook {
        try await parts.books.find(of: offering, freeing: freeing, asking: asking, allotments: allotments, in: unit)
    }

    func write(_ facts: [SeatFact], of offering: inout Offering, at instant: Instant, in unit: UnitOfWork) {
        offering = parts.changes.record(facts, of: offering, at: instant, in: unit)
    }

    func registration(_ id: RegistrationID, from source: any RowSource) async throws -> RegistrationRecord? {
        try await parts.registrations.find(id, from: source)
    }

    func activeRegistrations(of offering: OfferingID, from source: any RowSource) async throws -> [RegistrationRecord] {
        try await parts.registrations.active(in: offering, from: source)
    }

    func position(of record: RegistrationRecord, from source: any RowSource) async throws -> Int? {
        try await parts.registrations.position(of: record, from: source)
    }

    func lock(registration id: RegistrationID, in unit: UnitOfWork) async throws -> (Offering, RegistrationRecord)? {
        try await parts.books.lock(registration: id, in: unit)
    }

    func nonMemberRegistrations(
        of people: [PersonID], repricedBy term: LateMembership, in source: any RowSource
    ) async throws -> [RegistrationID] {
        try await parts.registrations.nonMember(of: people, repricedBy: term, from: source)
    }

    func reprice(_ record: RegistrationRecord, in unit: UnitOfWork) throws {
        _ = try parts.registrations.saveQuote(record, in: unit)
    }

    func addRefund(_ amount: Money, to registration: RegistrationID, in unit: UnitOfWork) {
        parts.registrations.addRefund(amount, to: registration, in: unit)
    }
}
