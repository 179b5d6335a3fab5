package import Messaging
import Postgres
import Primitives

/// Writes numbered notes, each in its own unit of work: the ledger's row, the fact, and sometimes the state.
struct NoteWriter: Sendable {
    let journal: Journal

    static let aggregates = 8

    /// Continues after the last number in the ledger, up to the requested number.
    func run() async throws {
        while try await writeNext() {}
    }

    private func writeNext() async throws -> Bool {
        try await journal.update { unit in
            let (last, requested) = try await unit.sql.query(
                "SELECT COALESCE((SELECT max(number) FROM written), 0), (SELECT upto FROM requested)"
            )[0].decode((Int, Int).self)
            guard last < requested else { return false }
            let kind: NoteKind = (last + 1) % 10 == 3 ? .poison : (last + 1) % 4 == 0 ? .echoed : .plain
            unit.writeNote(last + 1, key: "note-\((last + 1) % Self.aggregates)", kind: kind)
            return true
        }
    }
}

extension UnitOfWork {
    /// Writes one note. Tests that write notes themselves use it as well.
    package func writeNote(_ number: Int, key: NoteID, kind: NoteKind = .plain) {
        sql.enqueue("INSERT INTO written VALUES (\(number), \(key.text), \(kind.rawValue))")
        publish(.noteTaken, NoteTaken(number: number, kind: kind), of: key, at: .now)
        setState(.lastNote, NoteNumber(number), of: key, at: .now)
    }
}
