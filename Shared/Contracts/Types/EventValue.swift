package import JSONSchema
import JSONTree

/// A JSON object in an event: the data of a fact or a state, or a part of it. Optional fields are absent if nil.
package protocol EventValue: Codable, Hashable, Sendable {
    /// The schema on which subscribers may rely. It allows unknown fields, which readers ignore.
    static var schema: Schema { get }
}

extension EventValue {
    /// Returns the value as JSON, its fields in the order of their declaration.
    package func encoded() throws -> [UInt8] { try JSON.encode(self) }
}
