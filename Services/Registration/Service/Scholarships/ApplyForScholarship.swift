import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Applies for a scholarship to a class of Basic (E5).
struct ApplyForScholarship: Sendable {
    struct Command: Sendable {
        var offering: OfferingID
        var statement: String
        var by: PersonID
    }

    let offerings: OfferingRepository
    let scholarships: ScholarshipRepository

    /// - Throws: `OfferingUnknown`, `ScholarshipRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Scholarship {
        Rule.keep(.E5)
        guard let offering = try await offerings.find(command.offering, from: unit.sql) else {
            throw OfferingUnknown()
        }
        let scholarship = try Scholarship.apply(
            as: .new(), for: offering.id, of: offering.course, by: command.by, statement: command.statement, at: now)
        guard try await scholarships.insert(scholarship, in: unit) else { throw ScholarshipRejection.alreadyApplied }
        return scholarship
    }
}
