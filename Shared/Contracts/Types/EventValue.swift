package import JSONSchema
import JSONTree

/// A JSON object in an event: what a fact or a state says, or a part of it. Optional fields are absent when nil.
package protocol EventValue: Codable, Hashable, Sendable {
    /// What subscribers may rely on; unknown fields are allowed and ignored.
    static var schema: Schema { get }
}

extension EventValue {
    /// Returns the value as JSON, its fields in the order of their declaration.
    package func encoded() throws -> [UInt8] { try JSON.encode(self) }
}
