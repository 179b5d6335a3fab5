package import Contracts
package import JSONSchema
import JSONTree

/// What a note shall bring about at its reader.
package enum NoteKind: String, Codable, Sendable {
    /// One effect.
    case plain
    /// One effect, and a fact of the reader's own with it.
    case echoed
    /// A dead letter.
    case poison
}

/// The key of an aggregate of notes.
package struct NoteID: EventKey, ExpressibleByStringInterpolation {
    package let text: String

    package init(stringLiteral text: String) {
        self.text = text
    }

    package init(_ description: String) {
        text = description
    }

    package var description: String { text }
}

/// A note, numbered through all aggregates.
package struct NoteTaken: EventValue {
    package static let schema = Schema.object(.required("number", .integer), .required("kind", .string()))

    package var number: Int
    package var kind: NoteKind

    package init(number: Int, kind: NoteKind) {
        self.number = number
        self.kind = kind
    }
}

package struct NoteNumber: EventValue {
    package static let schema = Schema.object(.required("number", .integer))

    package var number: Int

    package init(_ number: Int) {
        self.number = number
    }
}

extension EventType<NoteID, NoteTaken> {
    package static let noteTaken = Self(
        fact: "test.note.taken", of: .registration, keyedBy: "noteId", "The publisher wrote a note.")
}

extension EventType<NoteID, NoteNumber> {
    /// Published in the transaction of the effect.
    package static let noteEchoed = Self(
        fact: "test.note.echoed", of: .certification, keyedBy: "noteId", "The reader echoed a note.")
}

extension StateType<NoteID, NoteNumber> {
    package static let lastNote = Self(
        state: "test.note", on: .state(of: .registration), keyedBy: "noteId", "The last number of an aggregate.")
}
