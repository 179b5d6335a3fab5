import PersonMerges
import Postgres
import Primitives
import RegistrationDomain
import UseCases

/// Finds evaluations: one's own, and what is published of a class's (F2, F7).
struct FindEvaluation: Sendable {
    let offerings: OfferingRepository
    let registrations: RegistrationRepository
    let access: OfferingAccess
    let evaluations: EvaluationRepository
    let summaries: EvaluationSummaryRepository

    /// Returns the evaluation of the principal's own registration.
    ///
    /// - Throws: `NotFound`, also for everybody else.
    func callAsFunction(_ registration: RegistrationID, for principal: Principal) async throws -> Evaluation {
        Rule.keep(.F7)
        try await requireOwn(registration, of: principal, from: registrations.database)
        guard let evaluation = try await evaluations.find(registration) else { throw NotFound() }
        return evaluation
    }

    /// Returns what is published of a class's evaluations, for its lead instructor, its host and staff.
    ///
    /// - Throws: `NotFound`, `Forbidden`.
    func summary(of offering: OfferingID, for principal: Principal) async throws -> EvaluationSummary {
        Rule.keep(.F7)
        guard let offering = try await offerings.find(offering) else { throw NotFound() }
        try await access.require(principal, for: offering, reading: true, from: offerings.database)
        return try await summaries.find(offering.id)
    }

    /// Requires that a registration is the principal's, under any of their identities.
    ///
    /// - Throws: `NotFound`.
    func requireOwn(
        _ registration: RegistrationID, of principal: Principal, from source: any RowSource
    ) async throws {
        guard let record = try await registrations.find(registration, from: source),
            try await PersonMerges.isSamePerson(record.registration.person, principal.personID, from: source)
        else { throw NotFound() }
    }
}
