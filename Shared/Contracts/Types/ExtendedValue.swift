package import JSONSchema
import JSONTree

/// The fields of `base` and `more` in one flat JSON object, for a state that has further fields beside those of its
/// facts.
package struct ExtendedValue<Base: EventValue, More: EventValue>: EventValue {
    package var base: Base
    package var more: More

    package init(_ base: Base, _ more: More) {
        self.base = base
        self.more = more
    }

    package static var schema: Schema { Base.schema.joined(with: More.schema) }

    package init(from decoder: any Decoder) throws {
        self.init(try Base(from: decoder), try More(from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        try base.encode(to: encoder)
        try more.encode(to: encoder)
    }
}
