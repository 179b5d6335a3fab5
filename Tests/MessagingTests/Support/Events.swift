import Contracts
import JSONSchema
import JSONTree
import Messaging
import Primitives

/// The tests' own events, on registration's topics.
struct NoteWritten: Fact, Equatable {
    static let type = "org.muster.test.note.written.v1"
    static let topic = Topic.facts(of: .registration)
    static let key = "noteId"
    static let schema = Schema.object(.required("text", .string()))

    var text: String
}

struct NoteErased: Fact, Equatable {
    static let type = "org.muster.test.note.erased.v1"
    static let topic = Topic.facts(of: .registration)
    static let key = "noteId"
    static let schema = Schema.object(.required("text", .string()))

    var text: String
}

struct NoteState: StateRecord, Equatable {
    static let type = "org.muster.test.note.state.v1"
    static let topic = Topic.state(of: .registration)
    static let key = "noteId"
    static let schema = Schema.object(.required("text", .string()))

    var text: String
}
