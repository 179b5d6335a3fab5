import CLibPQ

/// The answer to one statement: libpq's own copy of it, freed with the last `Row` that points into it.
///
/// Nothing is copied out until a value is decoded. libpq says that a result is read-only once made and may be passed
/// between threads, which is all that `Sendable` needs here.
final class ResultSet: @unchecked Sendable {  // a PGresult is never written to after we get it
    private let result: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    /// Takes over the result and will clear it.
    init(owning result: OpaquePointer) {
        self.result = result
        rowCount = Int(PQntuples(result))
        columnCount = Int(PQnfields(result))
    }

    deinit {
        PQclear(result)
    }

    var rows: [Row] {
        guard rowCount > 0 else { return [] }
        return [Row](unsafeUninitializedCapacity: rowCount) { buffer, count in
            while count < rowCount {
                buffer.initializeElement(at: count, to: Row(result: self, index: Int32(truncatingIfNeeded: count)))
                count += 1
            }
        }
    }

    /// How many rows an INSERT, UPDATE, DELETE or MERGE touched, or a SELECT gave.
    var affectedRows: Int {
        guard let text = PQcmdTuples(result) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// `COMMIT`, `ROLLBACK`, `INSERT 0 1` …
    var commandTag: String {
        PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }

    func columnName(_ column: Int) -> String {
        PQfname(result, Int32(truncatingIfNeeded: column)).map { String(cString: $0) } ?? "\(column)"
    }

    /// The first column of that name. A linear look beats a dictionary at the width of our rows.
    func column(named name: String) -> Int? {
        var name = name
        return name.withUTF8 { wanted in
            for column in 0..<columnCount {
                guard let found = PQfname(result, Int32(truncatingIfNeeded: column)) else { continue }
                if wanted.indices.allSatisfy({ UInt8(bitPattern: found[$0]) == wanted[$0] && found[$0] != 0 }),
                    found[wanted.count] == 0
                {
                    return column
                }
            }
            return nil
        }
    }

    func isNull(row: Int32, column: Int) -> Bool {
        PQgetisnull(result, row, Int32(truncatingIfNeeded: column)) != 0
    }

    func decode<Value: PostgresDecodable>(row: Int32, column: Int, as type: Value.Type) throws(PostgresError) -> Value {
        guard column >= 0, column < columnCount else {
            throw PostgresError(.decoding, "column \(column) of a row of \(columnCount)")
        }
        let index = Int32(truncatingIfNeeded: column)
        do {
            // PQgetvalue gives an empty text for NULL as well.
            guard let text = PQgetvalue(result, row, index) else { return try Value.postgresNull() }
            let count = Int(PQgetlength(result, row, index))
            if count == 0, PQgetisnull(result, row, index) != 0 { return try Value.postgresNull() }
            return try text.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
                try Value(postgresBytes: UnsafeBufferPointer(start: bytes, count: count).span)
            }
        } catch {
            var failure = PostgresError(.decoding, "a column is not of the type \(Value.self): \(reason(error))")
            failure.column = columnName(column)
            throw failure
        }
    }

    private func reason(_ error: any Error) -> String {
        switch error {
        case ValueError.unexpectedNull: "it is NULL"
        case ValueError.malformed(let type): "not a \(type)"
        default: "\(type(of: error))"
        }
    }
}
