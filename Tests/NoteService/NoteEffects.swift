import Messaging
import Postgres

/// The reader's handlers for notes.
enum NoteEffects {
    static let handler = FactHandler(.noteTaken, name: "effect") { received, unit in
        let number = received.fact.number
        guard received.fact.kind != .poison else { throw Poison("a poison note") }
        unit.sql.enqueue(
            "INSERT INTO effect (number, key, sequence) VALUES (\(number), \(received.key.text), \(received.sequence))")
        if received.fact.kind == .echoed {
            unit.publish(.noteEchoed, NoteNumber(number), of: received.key, at: received.time)
        }
    }

    static let mirror = Projection(.lastNote, name: "mirror") { key, state, sql in
        guard let state else {
            sql.enqueue("DELETE FROM mirror WHERE key = \(key.text)")
            return
        }
        sql.enqueue(
            """
            INSERT INTO mirror VALUES (\(key.text), \(state.number))
            ON CONFLICT (key) DO UPDATE SET number = excluded.number
            """)
    }
}
