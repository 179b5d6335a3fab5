import Messaging
import Postgres
import Primitives
import RegistrationDomain

// What other subjects call until they use the repositories of attendance, completions, evaluations and statistics.

extension RegistrationStore {
    func attendedDays(of registration: RegistrationID, from source: any RowSource) async throws -> Int {
        try await AttendanceRepository(database: database).daysAttended(by: registration, from: source)
    }

    func completions(
        of registrations: [RegistrationID], from source: any RowSource
    ) async throws -> [RegistrationID: CompletionID] {
        try await CompletionRepository(database: database).ids(of: registrations, from: source)
    }

    func evaluation(of registration: RegistrationID, from source: any RowSource) async throws -> Evaluation? {
        try await EvaluationRepository(database: database).find(registration, from: source)
    }

    func inviteToRetake(at instant: Instant) async throws {
        try await InviteToRetake(store: self)(at: instant)
    }

    func keepMerge(of person: PersonID, into survivor: PersonID, at instant: Instant, in unit: UnitOfWork) {
        MergeHistoryRepository().insert(person, mergedInto: survivor, at: instant, in: unit)
    }

    func keepUndo(ofMerged person: PersonID, at instant: Instant, in unit: UnitOfWork) {
        MergeHistoryRepository().end(person, at: instant, in: unit)
    }
}
