package import Primitives

/// The key of a kind of aggregate: the text in a record's key and in `ce_subject`, and back.
///
/// `init?(_:)` returns nil for text that is no key of this kind. Messaging dead-letters such a record, so handlers and
/// projections never see one.
package protocol EventKey: LosslessStringConvertible, Hashable, Sendable {}

extension Identifier: EventKey {}
extension CourseCode: EventKey {}
