package import Primitives

/// The association's amounts and deadlines from a day on: one version of a service's rule pack.
///
/// The properties are the members of the version's text, all of them required: the text must have each and no other.
package protocol RuleVersion: Codable, Sendable {
    /// The name that is recorded with every decision, so that the decision can be explained after the next version.
    var version: String { get }
    var effectiveFrom: Day { get }
    /// What is wrong with the values, as sentences that begin with the field; empty when the version may be used.
    var faults: [String] { get }
    /// The pack of this form that ships with the service.
    static var shipped: String { get }
}
