import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// The prices of a course or a class over time (E1, E2).
struct PriceScheduleDTO: Codable, Sendable {
    struct Change: Codable, Sendable {
        var from: Day
        var prices: PricesDTO
    }

    struct Approval: Codable, Sendable {
        var from: Day
        var prices: PricesDTO
        var approvedBy: PersonID
        var approvedAt: Instant
    }

    /// In force today.
    var prices: PricesDTO
    /// Those to come, by their first day.
    var changes: [Change]
    /// What was approved, the latest first.
    var approvals: [Approval]

    init(_ schedule: PriceSchedule, on day: Day, _ approvals: [PriceApproval] = []) {
        prices = PricesDTO(schedule.prices(on: day))
        changes = schedule.changes.filter { $0.from > day }.map { Change(from: $0.from, prices: PricesDTO($0.prices)) }
        self.approvals = approvals.map {
            Approval(
                from: $0.from, prices: PricesDTO($0.prices), approvedBy: $0.approvedBy, approvedAt: $0.approvedAt)
        }
    }

    private static let change: [Property] = [.required("from", .date), .required("prices", PricesDTO.schema)]

    static let schema = Schema.ref(
        "PriceSchedule",
        .object(
            .required("prices", PricesDTO.schema), .required("changes", .array(.object(change))),
            .required(
                "approvals",
                .array(.object(change + [.required("approvedBy", .uuid), .required("approvedAt", .dateTime)])))))
}
