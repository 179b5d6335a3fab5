/// A fact type: a change that is published on its service's fact topic. Handlers with effects subscribe to it.
///
/// Each one is a static value in the contract file of its subject, which also lists it for the catalogue. Publishers,
/// handlers, schemas and the AsyncAPI document use the same value:
///
///     extension EventType<HostRequestID, HostRequestChange> {
///         package static let hostRequestRejected = Self(
///             fact: "registration.hostRequest.rejected", of: .registration, keyedBy: "hostRequestId",
///             "Staff rejected the request (C4).")
///     }
///     unit.publish(.hostRequestRejected, HostRequestChange(request), of: request.id, at: now)
package struct EventType<Key: EventKey, Payload: EventValue>: CatalogueEntry {
    package let name: String
    package let title: String
    package let topic: Topic
    package let keyName: String
    package let summary: String

    /// Declares a fact type.
    ///
    /// - Parameters:
    ///   - fact: `<service>.<subject>.<action>`; `ce_type` is `org.muster.<fact>.v1`.
    ///   - keyName: the meaning of the key, such as `offeringId`.
    ///   - title: the name in documents; by default subject and action, such as `SeatTaken`.
    ///   - summary: the change, in a sentence.
    package init(
        fact: String, of service: ServiceName, keyedBy keyName: String, titled title: String? = nil, _ summary: String
    ) {
        name = "org.muster.\(fact).v1"
        self.title = title ?? documentTitle(of: fact)
        topic = .facts(of: service)
        self.keyName = keyName
        self.summary = summary
    }
}
