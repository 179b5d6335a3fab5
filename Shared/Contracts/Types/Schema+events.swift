package import JSONSchema
import JSONTree

extension Schema {
    /// An object in an event: open, because a later version may add optional fields.
    package static func event(_ properties: Property...) -> Schema {
        .object(properties, additional: true)
    }
}
