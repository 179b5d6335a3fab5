package import Contracts
import DomainClock
package import Primitives

extension FixtureLayer {
    /// Delivers an aggregate's next fact to the service's handlers, as if from the topic.
    ///
    /// - Parameters:
    ///   - time: when it happened; the domain clock's time when nil.
    ///   - times: how often the same record comes, as after a lost acknowledgement.
    package func deliver<Key, Payload>(
        fact: EventType<Key, Payload>, _ payload: Payload, of key: Key, at time: Instant? = nil, times: Int = 1
    ) async throws {
        try await base.delivery.deliver(fact, key.description, payload.encoded(), at: time ?? clock.now, times: times)
    }

    /// Delivers an aggregate's state to the service's projections, as if from the topic.
    package func deliver<Key, Payload>(
        state: StateType<Key, Payload>, _ payload: Payload, of key: Key
    ) async throws {
        try await base.delivery.deliver(state, key.description, payload.encoded(), at: clock.now)
    }

    /// Delivers the tombstone of an aggregate's state.
    package func deliver<Key, Payload>(tombstone state: StateType<Key, Payload>, of key: Key) async throws {
        try await base.delivery.deliver(state, key.description, nil, at: clock.now)
    }
}
