package import JSONSchema

/// The properties that fact types and state types share, for documents and readers.
package protocol CatalogueEntry<Key, Payload>: Sendable {
    associatedtype Key: EventKey
    associatedtype Payload: EventValue

    /// `ce_type`: `org.muster.<service>.<subject>.<action>.v1`.
    var name: String { get }
    /// The name in documents, such as `SeatTaken`; unique in the service's AsyncAPI document.
    var title: String { get }
    var topic: Topic { get }
    /// The meaning of the record's key (and of `ce_subject`), such as `personId`, `courseCode` or `key:<kid>`.
    var keyName: String { get }
    /// The meaning of the record, in a sentence.
    var summary: String { get }
}

extension CatalogueEntry {
    package var schema: Schema { Payload.schema }
}

/// Returns `SeatTaken` for `registration.seat.taken`.
func documentTitle(of path: String) -> String {
    path.split(separator: ".").dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
}
