import Idempotency
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import Web

/// Decides a group in one transaction, and each of its members alone when the group's failed.
struct DeskWork: Sendable {
    let store: RegistrationStore

    /// - Returns: for each request its answer or refusal, in their order.
    func decide(_ requests: [DeskRequest]) async -> [Result<Response, any Error>] {
        do {
            return try await attempt(requests)
        } catch {
            return await settle(requests, after: error)
        }
    }

    /// What full classes make of the requests, as it is committed now. Where that cannot be seen, each is to be decided.
    func glance(_ requests: [DeskRequest]) async -> [Glimpse] {
        let instant = requests.map(\.call.now).max() ?? .now
        let glimpses = try? await store.glance(
            requests.map { ($0.command, IdempotencyClaims.key(of: $0.call)) }, at: instant)
        return glimpses ?? requests.map { _ in Glimpse(isFull: true, isRefused: false) }
    }

    /// A member that breaks the transaction must not fail its neighbours, and a COMMIT of which nothing is known may have been made.
    private func settle(_ requests: [DeskRequest], after error: any Error) async -> [Result<Response, any Error>] {
        if let outcomes = await decideWhatIsFree(requests, after: error) { return outcomes }
        let mayBeDone = (error as? TransactionError)?.outcome == .unknown
        guard mayBeDone || requests.count > 1, !isOutage(error) else { return requests.map { _ in .failure(error) } }
        var outcomes: [Result<Response, any Error>] = []
        for request in requests {
            do {
                if mayBeDone, let known = try await registered(request) {
                    outcomes.append(.success(known))
                } else {
                    var decided = try await attempt([request])
                    // The COMMIT came through while we asked: the registration that stands in the way is this one.
                    if mayBeDone, case .failure(SeatRejection.alreadyRegistered) = decided[0],
                        let known = try await registered(request)
                    {
                        decided = [.success(known)]
                    }
                    outcomes += decided
                }
            } catch {
                outcomes.append(.failure(error))
            }
        }
        return outcomes
    }

    /// Somebody holds a class's row for longer than we wait for it: who asks for that class is told so, the others are decided without
    /// it. Nil when that is not what happened.
    private func decideWhatIsFree(
        _ requests: [DeskRequest], after error: any Error
    ) async -> [Result<Response, any Error>]? {
        guard error.isLockTimeout,
            let held = try? await store.heldOfferings(among: requests.map(\.command.offering)), !held.isEmpty
        else { return nil }
        let open = requests.indices.filter { !held.contains(requests[$0].command.offering) }
        var outcomes = requests.map { _ in Result<Response, any Error>.failure(error) }
        guard !open.isEmpty else { return outcomes }
        for (index, outcome) in zip(open, await decide(open.map { requests[$0] })) { outcomes[index] = outcome }
        return outcomes
    }

    /// The database cannot be reached or has no room: asking again for each would make it worse.
    private func isOutage(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError else { return false }
        return [.connection, .poolTimeout, .poolFull, .closed, .deadline].contains(error.code)
    }

    private func attempt(_ requests: [DeskRequest]) async throws -> [Result<Response, any Error>] {
        let instant = requests.map(\.call.now).max() ?? .now
        return try await store.journal.update(trace: requests.first?.call.trace) { unit in
            var claims = IdempotencyClaims(requests.map(\.call))
            let claiming = claims.queries
            let commands = requests.map(\.command)
            let reading = store.registerQueries(commands, at: instant)
            let rows = try await unit.sql.batch(claiming + reading)
            try claims.read(rows.prefix(claiming.count))
            var outcomes: [Result<Response, any Error>?] = requests.indices.map { index in
                do throws(Problem) {
                    return try claims.answer(index).map { .success($0) }
                } catch {
                    return .failure(error)
                }
            }
            let open = requests.indices.filter { outcomes[$0] == nil }
            let decided = try await store.register(
                commands, read: Array(rows.suffix(reading.count)), deciding: open, at: instant, in: unit)
            for (index, registered) in zip(open, decided) {
                switch registered {
                case .success(let registered): outcomes[index] = .success(try requests[index].answer(registered))
                case .failure(let refusal): outcomes[index] = .failure(refusal)
                }
            }
            claims.finish(outcomes.map { try? $0?.get() }, unit.sql)
            return outcomes.map { $0 ?? .failure(Problem.unavailable()) }
        }
    }

    /// What a transaction came to whose COMMIT was not answered.
    private func registered(_ request: DeskRequest) async throws -> Response? {
        let source = store.database
        guard let record = try await store.registration(request.command.registration, from: source) else { return nil }
        var invoice: InvoiceRecord?
        if let id = record.invoice { invoice = try await store.invoice(id, from: source) }
        let position = try await store.position(of: record, from: source)
        return try request.answer(Registered(record: record, invoice: invoice, position: position))
    }
}

extension Error {
    /// A row was not had within the database's time for it.
    var isLockTimeout: Bool { (self as? PostgresError)?.sqlState == .lockNotAvailable }
}
