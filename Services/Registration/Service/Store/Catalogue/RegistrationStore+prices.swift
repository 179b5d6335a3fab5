import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// What prices are approved for.
enum PriceSubject: Hashable, Sendable {
    case course(CourseCode)
    case offering(OfferingID)

    var name: String {
        switch self {
        case .course(let code): code.rawValue
        case .offering(let id): id.description
        }
    }
}

/// One approval, as it was written down: who, when, from which day on.
struct PriceApproval: Sendable {
    var from: Day
    var prices: PriceList
    var approvedBy: PersonID
    var approvedAt: Instant
}

/// E1, E2: prices are approved by staff from a day on; a quote takes those of its day, and keeps them.
extension RegistrationStore {
    /// Writes an approval down. The subject's row is locked and written by the caller.
    func log(_ approval: PriceApproval, of subject: PriceSubject, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO price_approval (subject, from_day, prices, approved_by, approved_at)
            VALUES (\(subject.name), \(approval.from), \(approval.prices.stored), \(approval.approvedBy),
                \(approval.approvedAt))
            """)
    }

    /// Everything that was approved, the latest first.
    func approvals(of subject: PriceSubject) async throws -> [PriceApproval] {
        try await database.query(
            """
            SELECT from_day, prices::text, approved_by, approved_at FROM price_approval
            WHERE subject = \(subject.name) ORDER BY id DESC LIMIT 200
            """
        ).map { row in
            let (from, prices, by, at) = try row.decode((Day, JSON, PersonID, Instant).self)
            return PriceApproval(from: from, prices: try prices.decoded(), approvedBy: by, approvedAt: at)
        }
    }

    /// Keeps a schedule: the first prices in the columns that everything reads, the changes to come beside them.
    func write(_ schedule: PriceSchedule, of subject: PriceSubject, in unit: UnitOfWork) {
        let first = schedule.first
        let columns: Query = """
            price_member = \(first.member), price_non_member = \(first.nonMember),
            price_early_bird = \(first.earlyBird?.price), price_early_bird_until = \(first.earlyBird?.until),
            price_changes = \(schedule.stored), version = version + 1
            """
        switch subject {
        case .course(let code):
            // What the topics say of a course holds no prices.
            unit.sql.enqueue(
                """
                UPDATE course SET \(columns), published_version = published_version + 1 WHERE code = \(code)
                """)
        case .offering(let id): unit.sql.enqueue("UPDATE offering SET \(columns) WHERE id = \(id)")
        }
    }

    /// Shows changes whose day has come as the present prices, in lists too. Quotes do not wait for it.
    func foldPrices(at instant: Instant) async throws {
        let offerings = try await database.query(
            "SELECT id FROM offering WHERE price_changes IS NOT NULL AND status = 'published' ORDER BY id"
        ).map { try $0.value(at: 0, as: OfferingID.self) }
        for id in offerings {
            try await journal.update { unit in
                guard let offering = try await lock(id, in: unit) else { return }
                let day = zones.day(of: instant, in: offering.venue.timeZone)
                let folded = offering.prices.folded(on: day)
                if folded != offering.prices { write(folded, of: .offering(id), in: unit) }
            }
        }
        try await journal.update { unit in
            let codes = try await unit.sql.query(
                "SELECT code FROM course WHERE price_changes IS NOT NULL ORDER BY code"
            )
            .map { try $0.value(at: 0, as: CourseCode.self) }
            guard !codes.isEmpty else { return }
            for course in try await courses(codes, locking: true, from: unit.sql) {
                let folded = course.prices.folded(on: associationDay(instant))
                if folded != course.prices { write(folded, of: .course(course.code), in: unit) }
            }
        }
    }
}

extension PriceSchedule {
    /// From a row: the first prices, and the changes as they are kept.
    init(_ first: PriceList, stored changes: JSON?) throws {
        self.init(first, changes: try changes?.decoded([DatedPrices].self) ?? [])
    }

    /// The changes as they are kept; nil when there are none.
    var stored: JSON? {
        guard !changes.isEmpty else { return nil }
        return .array(changes.map { ["from": .string($0.from.description), "prices": $0.prices.stored] })
    }
}

extension PriceList {
    /// As it is kept: the same as its `Codable` form.
    var stored: JSON {
        var members: [String: JSON] = ["member": .integer(member.cents), "nonMember": .integer(nonMember.cents)]
        if let earlyBird {
            members["earlyBird"] = [
                "price": .integer(earlyBird.price.cents), "until": .string(earlyBird.until.description),
            ]
        }
        return .object(members)
    }
}
