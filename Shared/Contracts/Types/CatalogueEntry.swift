package import JSONSchema

/// What a fact type and a state type have in common: what documents and readers need to know of either.
package protocol CatalogueEntry<Key, Payload>: Sendable {
    associatedtype Key: EventKey
    associatedtype Payload: EventValue

    /// `ce_type`: `org.muster.<service>.<subject>.<action>.v1`.
    var name: String { get }
    /// The name in documents, such as `SeatTaken`; unique in the service's AsyncAPI document.
    var title: String { get }
    var topic: Topic { get }
    /// What the record's key (and `ce_subject`) is, for readers: `personId`, `courseCode`, `key:<kid>` …
    var keyName: String { get }
    /// What the record says, in a sentence.
    var summary: String { get }
}

extension CatalogueEntry {
    package var schema: Schema { Payload.schema }
}

/// Returns `SeatTaken` for `registration.seat.taken`.
func documentTitle(of path: String) -> String {
    path.split(separator: ".").dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
}
