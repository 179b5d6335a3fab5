import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// What prices are approved for.
enum PriceSubject: Hashable, Sendable {
    case course(CourseCode)
    case offering(OfferingID)

    fileprivate var name: String {
        switch self {
        case .course(let code): code.rawValue
        case .offering(let id): id.description
        }
    }
}

/// An approval of prices from a day on.
struct PriceApproval: Hashable, Sendable {
    var from: Day
    var prices: PriceList
    var approvedBy: PersonID
    var approvedAt: Instant
}

/// The append-only table of price approvals (E1, E2).
struct PriceRepository: Sendable {
    let database: PostgresClient

    private static let approvals = Columns<PriceApproval>("from_day, prices, approved_by, approved_at") { row in
        let from: Day = try row.next()
        let prices: JSON = try row.next()
        return PriceApproval(
            from: from, prices: try prices.decoded(), approvedBy: try row.next(), approvedAt: try row.next())
    }

    /// Returns the last 200 approvals, the latest first.
    func approvals(of subject: PriceSubject) async throws -> [PriceApproval] {
        try await database.read(
            .all(
                Self.approvals,
                """
                SELECT \(Self.approvals) FROM price_approval WHERE subject = \(subject.name)
                ORDER BY id DESC LIMIT 200
                """))
    }

    /// Records an approval. The caller has locked the subject's row.
    func insert(_ approval: PriceApproval, of subject: PriceSubject, in unit: UnitOfWork) throws {
        unit.sql.enqueue(
            """
            INSERT INTO price_approval (subject, from_day, prices, approved_by, approved_at)
            VALUES (\(subject.name), \(approval.from), \(try JSON.of(approval.prices)), \(approval.approvedBy),
                \(approval.approvedAt))
            """)
    }
}
