import Contracts
import JSONSchema
import JSONTree

/// The key of a test's note: letters, digits and hyphens.
struct NoteID: EventKey, ExpressibleByStringInterpolation {
    let text: String

    init(stringLiteral text: String) {
        self.text = text
    }

    init?(_ description: String) {
        guard description.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else { return nil }
        text = description
    }

    var description: String { text }
}

/// The text of a note, in every event of the tests.
struct NoteText: EventValue {
    static let schema = Schema.object(.required("text", .string()))

    var text: String

    init(_ text: String) {
        self.text = text
    }
}

/// The tests' own events, on registration's topics.
extension EventType<NoteID, NoteText> {
    static let noteWritten = Self(
        fact: "test.note.written", of: .registration, keyedBy: "noteId", "A note was written.")
    static let noteErased = Self(
        fact: "test.note.erased", of: .registration, keyedBy: "noteId", "A note was erased.")
    /// No handler takes it.
    static let noteUnheard = Self(
        fact: "test.note.unheard", of: .registration, keyedBy: "noteId", "A note that nobody reads was written.")
}

extension StateType<NoteID, NoteText> {
    static let note = Self(
        state: "test.note", on: .state(of: .registration), keyedBy: "noteId", "The current state of a note.")
}
