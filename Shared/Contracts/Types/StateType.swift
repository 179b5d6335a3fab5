/// A state type: the current state of each aggregate of a kind, on a compacted topic. Projections are built only from
/// states.
///
/// It is declared and listed like an `EventType`:
///
///     unit.setState(.course, content, of: code, at: now)
///     unit.tombstone(.course, of: code, at: now)
package struct StateType<Key: EventKey, Payload: EventValue>: CatalogueEntry {
    package let name: String
    package let title: String
    package let topic: Topic
    package let keyName: String
    package let summary: String

    /// Declares a state type.
    ///
    /// - Parameters:
    ///   - state: `<service>.<subject>`; `ce_type` is `org.muster.<state>.state.v1`.
    ///   - topic: a compacted topic of that service.
    ///   - keyName: the meaning of the key, such as `offeringId`.
    ///   - title: the name in documents; by default subject and `State`, such as `OfferingState`.
    ///   - summary: the content of the state, in a sentence.
    package init(
        state: String, on topic: Topic, keyedBy keyName: String, titled title: String? = nil, _ summary: String
    ) {
        name = "org.muster.\(state).state.v1"
        self.title = title ?? documentTitle(of: state + ".state")
        self.topic = topic
        self.keyName = keyName
        self.summary = summary
    }
}
