import HTTP
import Primitives
import RegistrationDomain
import Web

/// What the office looks into: people who stand twice in a class, classes that name somebody unknown, and lists of
/// attendance that were corrected.
extension RegistrationAPI {
    var reviewEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/double-registrations", "People with more than one registration for a class",
                description:
                    "Merged accounts that were both registered. The office cancels one of the registrations; "
                    + "that has no fee while the other stands.",
                access: .staff, query: .paging, answers: [.page(of: DoubleRegistrationDTO.schema)]
            ) { call in
                let limit = try call.limit()
                let doubles = try await store.doubleRegistrations(
                    after: try call.cursor()?.values(OfferingID.self, PersonID.self), limit: limit)
                return try .ok(
                    Page(
                        doubles, limit: limit, item: DoubleRegistrationDTO.init,
                        cursor: { Cursor($0.offering, $0.person) }))
            },
            Endpoint(
                "GET", "/v1/offerings/{id}/attendance/history", "Every list that was written, and by whom",
                access: .staff, query: .paging, answers: [.page(of: AttendanceChangeDTO.schema)]
            ) { call in
                let offering = try await offering(call)
                let limit = try call.limit()
                let changes = try await store.attendanceHistory(
                    of: offering.id, after: try call.cursor()?.values(Int.self), limit: limit)
                return try .ok(
                    Page(changes, limit: limit, item: AttendanceChangeDTO.init, cursor: { Cursor($0.id) }))
            },
        ]
    }
}
