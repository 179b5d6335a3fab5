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

/// The publisher's fact, numbered through all aggregates.
package struct NoteTaken: Fact {
    package static let type = "org.muster.test.note.taken.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "noteId"
    package static let schema = Schema.object(.required("number", .integer), .required("kind", .string()))

    package var number: Int
    package var kind: NoteKind

    package init(number: Int, kind: NoteKind) {
        self.number = number
        self.kind = kind
    }
}

/// The publisher's state: the last number of an aggregate.
package struct LastNote: StateRecord {
    package static let type = "org.muster.test.note.state.v1"
    package static let topic = Topic.state(of: .registration)
    package static let key = "noteId"
    package static let schema = Schema.object(.required("number", .integer))

    package var number: Int

    package init(number: Int) {
        self.number = number
    }
}

/// The reader's fact: published in the transaction of the effect.
package struct NoteEchoed: Fact {
    package static let type = "org.muster.test.note.echoed.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "noteId"
    package static let schema = Schema.object(.required("number", .integer))

    package var number: Int

    package init(number: Int) {
        self.number = number
    }
}
