import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// An allotment with who made it, why, and how it ended (D3).
struct AllotmentRecord: Sendable {
    var allotment: SeatAllotment
    var offering: OfferingID
    var reason: String
    var madeBy: PersonID
    var madeAt: Instant
    var endedAt: Instant?
    /// Nil for one that expired.
    var endedBy: PersonID?
    var endReason: String?
    /// What was drawn from it, also what was given back since: such a seat is free for everybody.
    var registrations: [RegistrationID]
    var version: Int
}

extension RegistrationStore {
    private func allotments(_ condition: Query, from source: any RowSource) async throws -> [AllotmentRecord] {
        try await source.query(
            """
            SELECT a.id, a.agency_id, a.seats, a.used, a.expires_at, a.offering_id, a.reason, a.made_by, a.made_at,
                a.ended_at, a.ended_by, a.end_reason,
                ARRAY(SELECT r.id FROM registration r WHERE r.allotment_id = a.id ORDER BY r.id), a.version
            FROM seat_allotment a WHERE \(condition)
            """
        ).map { row in
            AllotmentRecord(
                allotment: SeatAllotment(
                    id: try row.value(at: 0), agency: try row.value(at: 1), seats: try row.value(at: 2),
                    used: try row.value(at: 3), expiresAt: try row.value(at: 4)),
                offering: try row.value(at: 5), reason: try row.value(at: 6), madeBy: try row.value(at: 7),
                madeAt: try row.value(at: 8), endedAt: try row.value(at: 9), endedBy: try row.value(at: 10),
                endReason: try row.value(at: 11), registrations: try row.value(at: 12), version: try row.value(at: 13))
        }
    }

    func allotment(_ id: AllotmentID, from source: any RowSource) async throws -> AllotmentRecord? {
        try await allotments("a.id = \(id)", from: source).first
    }

    /// A class's allotments in the order in which they were made, ended ones too; one row more than the limit.
    func allotments(of offering: OfferingID, after: AllotmentID?, limit: Int) async throws -> [AllotmentRecord] {
        let after: Query = after.map { "AND a.id > \($0)" } ?? ""
        return try await allotments(
            "a.offering_id = \(offering) \(after) ORDER BY a.id LIMIT \(limit + 1)", from: database)
    }
}
