import Primitives
import RegistrationDomain
import UseCases

/// Finds host requests for those who may know of them: the agency's coordinators, staff and auditors (C3).
struct FindHostRequest: Sendable {
    let requests: HostRequestRepository

    /// Returns the request.
    ///
    /// - Parameter writing: whether the caller means to change it, which an auditor may not.
    /// - Throws: `NotFound`, also for everybody who may not know of it.
    func callAsFunction(
        _ id: HostRequestID, for principal: Principal, writing: Bool = false
    ) async throws -> HostRequest {
        Rule.keep(.C3)
        guard let request = try await requests.find(id),
            principal.isCoordinator(of: request.agency) || principal.isStaff || !writing && principal.readsAsStaff
        else { throw NotFound() }
        return request
    }

    /// Returns a page of those that the caller may know of, and one more if there is one.
    func page(for principal: Principal, after: HostRequestID?, limit: Int) async throws -> [HostRequest] {
        Rule.keep(.C3)
        return try await requests.list(
            of: principal.readsAsStaff ? nil : principal.coordinatorOf.sorted(), after: after, limit: limit)
    }
}
