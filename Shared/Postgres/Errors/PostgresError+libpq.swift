import CLibPQ

extension PostgresError {
    /// Reads the error out of libpq's answer. One without a code is libpq's own: the connection is lost. So it is after
    /// a FATAL one, even while libpq has not seen the end of the stream.
    init(result: OpaquePointer) {
        // libpq-fe.h has these as character macros, which Swift does not import.
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        let severity = field("V")
        let state = field("C").map(SQLState.init)
        self.init(state == nil || severity == "FATAL" || severity == "PANIC" ? .connection : .server)
        sqlState = state
        message = field("M") ?? PQresultErrorMessage(result).map { singleLine(String(cString: $0)) }
        detail = field("D")
        hint = field("H")
        schema = field("s")
        table = field("t")
        column = field("c")
        constraint = field("n")
        // By the function's name: the message may be in any language, and 0A000 has many reasons.
        isStatementOutdated = state == .unknownStatementName || field("R") == "RevalidateCachedQuery"
    }
}
