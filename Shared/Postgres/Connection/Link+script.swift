import CLibPQ

extension Link {
    /// Runs a text of several statements by the simple protocol and drops what rows they give. Outside BEGIN and COMMIT
    /// they are one transaction.
    func runScript(_ sql: String, _ limit: Limit) throws(PipelineFailure) {
        PQexitPipelineMode(connection)
        defer { if !isBroken { PQenterPipelineMode(connection) } }
        guard PQsendQuery(connection, sql) == 1 else {
            isBroken = true
            throw PipelineFailure(error: PostgresError(.connection), index: 0, isConnectionLost: true)
        }
        var failure: PipelineFailure?
        do throws(PostgresError) {
            while let result = try nextResult(limit) {
                defer { PQclear(result) }
                switch PQresultStatus(result) {
                case PGRES_FATAL_ERROR:
                    let error = PostgresError(result: result)
                    let isLost = error.code == .connection || PQstatus(connection) != CONNECTION_OK
                    if isLost { isBroken = true }
                    failure = failure ?? PipelineFailure(error: error, index: 0, isConnectionLost: isLost)
                case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                    isBroken = true
                    throw PostgresError(.connection, "a script cannot COPY to or from us")
                default: break
                }
                if isBroken { break }
            }
        } catch {
            throw PipelineFailure(error: error, index: 0, isConnectionLost: true)
        }
        if let failure { throw failure }
    }
}
