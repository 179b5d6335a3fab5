import CLibPQ

/// Why a pipeline did not go through: the first error, and where.
struct PipelineFailure: Error {
    var error: PostgresError
    /// The statement's place in the pipeline.
    var index: Int
    /// The connection is gone; without this the server took note of every statement and skipped those after `index`.
    var isConnectionLost: Bool
    /// Why we had the server stop it.
    var stop: CancelGate.Reason?

    /// The connection was of no use before anything of this was sent.
    var isNothingSent = false

    /// Whether the server may have carried out the statement at that place although its answer is missing. Not when the
    /// server itself ended the conversation, with an error of its own, while it was at an earlier one.
    func mayHaveReached(_ place: Int) -> Bool {
        !isNothingSent && isConnectionLost && (error.sqlState == nil || index >= place)
    }
}

/// The work that a connection does in one round trip.
enum Command {
    case pipeline([Query])
    case script(String)
}

/// What was sent and will be answered, in order. Numbers are places in the pipeline.
private enum Slot {
    case deallocate
    case prepare(Int)
    case execute(Int)
    case sync
}

extension Link {
    func result(of command: Command, _ limit: Limit) -> Result<[ResultSet], PipelineFailure> {
        Result { () throws(PipelineFailure) in
            switch command {
            case .script(let sql):
                try runScript(sql, limit)
                return []
            case .pipeline(let queries):
                do throws(PipelineFailure) {
                    return try run(queries, limit)
                } catch {
                    // The tables changed under a prepared statement. Outside a transaction all was rolled back, so all
                    // may be sent again.
                    guard error.error.isStatementOutdated, isClean else { throw error }
                    return try run(queries, limit)
                }
            }
        }
    }

    /// Sends all queries in one go and takes all answers. Outside BEGIN and COMMIT they are one transaction by
    /// themselves.
    ///
    /// Each text is prepared at its first use, in the same round trip.
    func run(_ queries: [Query], _ limit: Limit) throws(PipelineFailure) -> [ResultSet] {
        // Checked before anything is sent, so that a pipeline is never left half spoken.
        for (index, query) in queries.enumerated() {
            guard let error = query.encodingError else { continue }
            throw PipelineFailure(error: error, index: index, isConnectionLost: false)
        }
        var slots: [Slot] = []
        slots.reserveCapacity(queries.count * 2 + 1)
        try sendDeallocations(&slots)
        for (index, query) in queries.enumerated() {
            try send(query, index, &slots)
        }
        try check(PQpipelineSync(connection), queries.count)
        slots.append(.sync)
        return try receive(slots, queries, limit)
    }

    /// In front of a BEGIN these would take its first snapshot, hence a transaction of their own.
    private func sendDeallocations(_ slots: inout [Slot]) throws(PipelineFailure) {
        guard !cache.condemned.isEmpty, PQtransactionStatus(connection) == PQTRANS_IDLE else { return }
        for name in cache.takeCondemned() {
            try check(PQsendQueryParams(connection, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 0), 0)
            slots.append(.deallocate)
        }
        try check(PQpipelineSync(connection), 0)
        slots.append(.sync)
    }

    private func send(_ query: Query, _ index: Int, _ slots: inout [Slot]) throws(PipelineFailure) {
        let connection = connection
        let (name, isNew) = cache.name(for: query)
        let (prepared, sent) = scratch.withValues(of: query) { lists in
            let prepared = isNew ? PQsendPrepare(connection, name, query.sql, lists.count, lists.types) : 1
            return (
                prepared,
                PQsendQueryPrepared(
                    connection, name, lists.count, lists.values, lists.lengths, lists.formats, 0)
            )
        }
        try check(min(prepared, sent), index)
        if isNew { slots.append(.prepare(index)) }
        slots.append(.execute(index))
    }

    private func receive(
        _ slots: [Slot], _ queries: [Query], _ limit: Limit
    ) throws(PipelineFailure) -> [ResultSet] {
        var results: [ResultSet] = []
        results.reserveCapacity(queries.count)
        var failure: PipelineFailure?
        var index = 0
        for slot in slots {
            switch slot {
            case .prepare(let place), .execute(let place): index = place
            case .sync, .deallocate: break
            }
            guard let answer = try result(index, limit) else { throw failure ?? lost(index) }
            let status = PQresultStatus(answer)
            switch (status, slot) {
            case (PGRES_TUPLES_OK, .execute), (PGRES_COMMAND_OK, .execute), (PGRES_EMPTY_QUERY, .execute):
                results.append(ResultSet(owning: answer))
            case (PGRES_FATAL_ERROR, _):
                var error = PostgresError(result: answer)
                PQclear(answer)
                let isLost = error.code == .connection || PQstatus(connection) != CONNECTION_OK
                if isLost { isBroken = true }
                if case .deallocate = slot, !isLost { break }
                if index < queries.count { error.query = queries[index].sql }
                forget(slot, queries, error)
                failure = failure ?? PipelineFailure(error: error, index: index, isConnectionLost: isLost)
                if isLost, let failure { throw failure }
            case (PGRES_COMMAND_OK, _):
                PQclear(answer)
            case (PGRES_PIPELINE_ABORTED, _):
                PQclear(answer)
                forget(slot, queries, nil)
            case (PGRES_PIPELINE_SYNC, .sync):
                PQclear(answer)
                // Nothing comes between this and the next answer.
                continue
            default:
                // COPY, for which the server now waits in vain, or a libpq that lost count.
                PQclear(answer)
                throw failure ?? lost(index, "unexpected answer \(status.rawValue)")
            }
            if let extra = try result(index, limit) {
                PQclear(extra)
                throw failure ?? lost(index, "an answer too many")
            }
        }
        if let failure { throw failure }
        return results
    }

    private func result(_ index: Int, _ limit: Limit) throws(PipelineFailure) -> OpaquePointer? {
        do {
            return try nextResult(limit)
        } catch {
            throw PipelineFailure(error: error, index: index, isConnectionLost: true)
        }
    }

    /// Keeps the cache in step with the server: what could not be prepared is not there, what no longer fits must go.
    private func forget(_ slot: Slot, _ queries: [Query], _ error: PostgresError?) {
        switch slot {
        case .prepare(let place): cache.forget(queries[place], isPrepared: false)
        case .execute(let place) where error?.isStatementOutdated == true:
            cache.forget(queries[place], isPrepared: true)
        default: break
        }
    }

    /// libpq refuses to send only on a dead connection or out of memory.
    private func check(_ status: Int32, _ index: Int) throws(PipelineFailure) {
        guard status == 1 else { throw lost(index) }
    }

    private func lost(_ index: Int, _ reason: String? = nil) -> PipelineFailure {
        isBroken = true
        let message = reason ?? PQerrorMessage(connection).map { singleLine(String(cString: $0)) }
        return PipelineFailure(error: PostgresError(.connection, message), index: index, isConnectionLost: true)
    }
}
