package import Messaging
import Postgres
import Primitives

/// Writes numbered notes, a unit of work each: the ledger's row, the fact, and now and then the state.
struct NoteWriter: Sendable {
    let journal: Journal

    static let aggregates = 8

    /// Goes on where the ledger stands, up to what is asked for.
    func run() async throws {
        while try await writeNext() {}
    }

    private func writeNext() async throws -> Bool {
        try await journal.update { unit in
            let (last, wish) = try await unit.sql.query(
                "SELECT COALESCE((SELECT max(number) FROM written), 0), (SELECT upto FROM wish)"
            )[0].decode((Int, Int).self)
            guard last < wish else { return false }
            let kind: NoteKind = (last + 1) % 10 == 3 ? .poison : (last + 1) % 4 == 0 ? .echoed : .plain
            unit.take(last + 1, key: "note-\((last + 1) % Self.aggregates)", kind: kind)
            return true
        }
    }
}

extension UnitOfWork {
    /// Takes one note; tests that write by themselves do it the same way.
    package func take(_ number: Int, key: NoteID, kind: NoteKind = .plain) {
        sql.enqueue("INSERT INTO written VALUES (\(number), \(key.text), \(kind.rawValue))")
        publish(.noteTaken, NoteTaken(number: number, kind: kind), of: key, at: .now)
        setState(.lastNote, NoteNumber(number), of: key, at: .now)
    }
}
