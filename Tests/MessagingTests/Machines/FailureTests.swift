import Executors
import Messaging
import Postgres
import Testing

@Suite struct FailureTests {
    private static func server(_ state: String) -> PostgresError {
        var error = PostgresError(.server)
        error.sqlState = SQLState(rawValue: state)
        return error
    }

    /// Only data and constraint errors are the record's own fault.
    @Test(arguments: [
        ("22001", true), ("22P02", true), ("22021", true), ("23502", true), ("23505", true), ("23514", true),
        ("25006", false), ("25P03", false), ("42501", false), ("42P01", false), ("58030", false), ("53100", false),
        ("53200", false), ("57014", false), ("57P01", false), ("40001", false), ("55P03", false), ("08006", false),
        ("XX000", false),
    ])
    func `an SQL state is poison or transient`(state: String, isPoison: Bool) {
        for error: any Error in [
            Self.server(state), TransactionError(outcome: .rolledBack, commit: Self.server(state)),
        ] {
            if case .poison = Failure(error) { #expect(isPoison) } else { #expect(!isPoison) }
        }
        #expect(Failure(TransactionError(outcome: .unknown, commit: Self.server(state))) == .transient)
    }

    @Test func `a missing connection, a timeout and a full pool are transient`() {
        for code: PostgresError.Code in [.connection, .poolTimeout, .poolFull, .deadline, .closed] {
            #expect(Failure(PostgresError(code)) == .transient)
        }
        #expect(Failure(DeadlineExceeded()) == .transient)
    }
}
