package import Primitives

/// The key of a kind of aggregate, which is converted to and from the text in a record's key and in `ce_subject`.
///
/// `init?(_:)` returns nil for text that is not a key of this kind. Messaging dead-letters such a record, so handlers
/// and projections never receive it.
package protocol EventKey: LosslessStringConvertible, Hashable, Sendable {}

extension Identifier: EventKey {}
extension CourseCode: EventKey {}
