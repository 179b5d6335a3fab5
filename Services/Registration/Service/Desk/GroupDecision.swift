import Idempotency
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import Web

/// Decides a group of requests in one transaction, or each of them alone if the group's transaction failed.
struct GroupDecision: Sendable {
    let policies: Policies
    let journal: Journal
    let offerings: OfferingRepository
    let register: RegisterPeople
    let find: FindRegistration
    let availability: AvailabilityRepository

    /// - Returns: the answer or refusal of each request, in their order.
    func decide(_ requests: [DeskRequest]) async -> [Result<Response, any Error>] {
        do {
            return try await attempt(requests)
        } catch {
            return await recover(requests, from: error)
        }
    }

    /// Checks which requests a full class refuses. The check reads what is committed after all of the requests were
    /// made, so its refusal is the one that the class's lock would have led to at that moment (D1, D6). A request that
    /// could not be checked is not refused.
    func checkAvailability(_ requests: [DeskRequest]) async -> [(isFull: Bool, isRefused: Bool)] {
        let now = requests.map(\.call.now).max() ?? .now
        let asked = requests.map { ($0.command, IdempotencyClaims.key(of: $0.call)) }
        let found = try? await availability.list(for: asked)
        return (found ?? requests.map { _ in .unknown }).map { found in
            guard found.isFull, found.isOpen, let endsOn = found.endsOn, let zone = found.timeZone else {
                return (found.isFull, false)
            }
            return (true, policies.moment(now, venueZone: zone).venueDay <= endsOn)
        }
    }

    private func attempt(_ requests: [DeskRequest]) async throws -> [Result<Response, any Error>] {
        let now = requests.map(\.call.now).max() ?? .now
        let commands = requests.map(\.command)
        let claiming = IdempotencyClaims(requests.map(\.call)).reading
        return try await journal.update(trace: requests.first?.call.trace) { unit in
            let (claims, group) = try await unit.sql.read(claiming, register.reading(commands, at: now))
            var outcomes: [Result<Response, any Error>?] = requests.indices.map { index in
                do throws(Problem) {
                    return try claims.answer(index).map { .success($0) }
                } catch {
                    return .failure(error)
                }
            }
            let open = requests.indices.filter { outcomes[$0] == nil }
            let decided = try register(commands, with: group, deciding: open, at: now, in: unit)
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

    /// Decides each request alone after the group's transaction failed, so that a request whose rows the database
    /// refuses fails alone. If the outcome of the COMMIT is unknown, a registration that it made is found and answered.
    private func recover(_ requests: [DeskRequest], from error: any Error) async -> [Result<Response, any Error>] {
        if let outcomes = await decideUnlocked(requests, after: error) { return outcomes }
        let mayBeCommitted = (error as? TransactionError)?.outcome == .unknown
        guard mayBeCommitted || requests.count > 1, !isOutage(error) else {
            return requests.map { _ in .failure(error) }
        }
        var outcomes: [Result<Response, any Error>] = []
        for request in requests {
            do {
                outcomes.append(try await decideAlone(request, mayBeCommitted: mayBeCommitted))
            } catch {
                outcomes.append(.failure(error))
            }
        }
        return outcomes
    }

    private func decideAlone(
        _ request: DeskRequest, mayBeCommitted: Bool
    ) async throws -> Result<Response, any Error> {
        if mayBeCommitted, let known = try await registered(request) { return .success(known) }
        let decided = try await attempt([request])[0]
        // The COMMIT may have come through in the meantime: then the registration that refuses this one is its own.
        if mayBeCommitted, case .failure(SeatRejection.alreadyRegistered) = decided,
            let known = try await registered(request)
        {
            return .success(known)
        }
        return decided
    }

    /// After a class's row could not be locked in time, refuses the requests for locked classes with that error and
    /// decides the others.
    ///
    /// - Returns: nil if the error is another one, or no class is locked any more.
    private func decideUnlocked(
        _ requests: [DeskRequest], after error: any Error
    ) async -> [Result<Response, any Error>]? {
        guard error.isLockTimeout,
            let locked = try? await offerings.lockedElsewhere(among: requests.map(\.command.offering)),
            !locked.isEmpty
        else { return nil }
        let open = requests.indices.filter { !locked.contains(requests[$0].command.offering) }
        var outcomes = requests.map { _ in Result<Response, any Error>.failure(error) }
        guard !open.isEmpty else { return outcomes }
        for (index, outcome) in zip(open, await decide(open.map { requests[$0] })) { outcomes[index] = outcome }
        return outcomes
    }

    /// Returns whether the database is unreachable or overloaded, so that a transaction for each request would only add
    /// to its load.
    private func isOutage(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError else { return false }
        return [.connection, .poolTimeout, .poolFull, .closed, .deadline].contains(error.code)
    }

    /// Returns the answer of a request whose registration was committed.
    private func registered(_ request: DeskRequest) async throws -> Response? {
        guard let record = try await find.registrations.find(request.command.registration) else { return nil }
        return try request.answer(try await find.details(of: record, from: find.registrations.database))
    }
}

extension Error {
    /// Whether a row could not be locked within the database's lock timeout.
    var isLockTimeout: Bool { (self as? PostgresError)?.sqlState == .lockNotAvailable }
}
