package import JSONSchema
import JSONTree

/// A JSON shape inside an event: flat, all `let`-like values, optional fields absent when nil.
package protocol EventValue: Codable, Hashable, Sendable {
    /// What subscribers may rely on; unknown fields are allowed and ignored.
    static var schema: Schema { get }
}

/// An event type: something that is published with a schema, on one topic, under one kind of key.
package protocol EventType: EventValue {
    /// `ce_type`: `org.muster.<service>.<subject>.<action>.v1`.
    static var type: String { get }
    static var topic: Topic { get }
    /// What the record's key (and `ce_subject`) is, for readers: `personId`, `courseCode`, `key:<kid>` …
    static var key: String { get }
}

/// What happened, on a fact topic: handlers with effects listen to it, once each.
package protocol Fact: EventType {}

/// What is, on a compacted topic: projections are built from it alone.
package protocol StateRecord: EventType {}

/// A type whose JSON is that of `data`: several types of one subject share one shape, and stay different types in Swift.
/// The shape's fields read and write through: `seatTaken.personId`.
@dynamicMemberLookup
package protocol SharedShape: EventType {
    associatedtype Data: EventValue
    var data: Data { get set }
    init(_ data: Data)
}

/// A state whose JSON is that of its facts' `data` and of some fields `more`, all of them flat. Both read through.
@dynamicMemberLookup
package protocol ExtendedState: StateRecord {
    associatedtype Data: EventValue
    associatedtype More: EventValue
    var data: Data { get set }
    var more: More { get set }
    init(_ data: Data, _ more: More)
}

package protocol SharedFact: Fact, SharedShape {}
package protocol SharedState: StateRecord, SharedShape {}

extension SharedShape {
    package static var schema: Schema { Data.schema }

    package init(from decoder: any Decoder) throws {
        self.init(try Data(from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        try data.encode(to: encoder)
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<Data, Value>) -> Value {
        get { data[keyPath: path] }
        set { data[keyPath: path] = newValue }
    }
}

extension ExtendedState {
    package static var schema: Schema { Data.schema.joined(with: More.schema) }

    package init(from decoder: any Decoder) throws {
        self.init(try Data(from: decoder), try More(from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        try data.encode(to: encoder)
        try more.encode(to: encoder)
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<Data, Value>) -> Value {
        get { data[keyPath: path] }
        set { data[keyPath: path] = newValue }
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<More, Value>) -> Value {
        get { more[keyPath: path] }
        set { more[keyPath: path] = newValue }
    }
}
