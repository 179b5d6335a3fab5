extension PostgresConfiguration {
    /// One statement that makes a new session ours. Text forms of dates and times must be those that our values read.
    var sessionSettings: Query {
        var settings = [
            ("TimeZone", "UTC"), ("DateStyle", "ISO, MDY"), ("bytea_output", "hex"),
            ("statement_timeout", milliseconds(statementTimeout)), ("lock_timeout", milliseconds(lockTimeout)),
            ("idle_in_transaction_session_timeout", milliseconds(idleInTransactionTimeout)),
            // Compiling a plan takes a hundred times as long as our statements take, and is done anew at each
            // execution.
            ("jit", "off"),
        ]
        // The role first: what follows is then checked against its rights.
        if let role { settings.insert(("role", role), at: 0) }
        if let schema { settings.append(("search_path", quoted(identifier: schema))) }
        let calls = settings.map { name, value in "set_config(\(name), \(value), false)" as Query }
        return "SELECT \(calls.joined(separator: ", "))"
    }

    private func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return String(max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
