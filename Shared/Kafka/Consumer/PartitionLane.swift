/// The state machine of one assigned partition: the work in progress, what was found while a batch was collected, and
/// when to continue.
///
/// It performs no I/O; the consumer's loop feeds it and carries out its actions. One piece of work at a time preserves
/// the partition's order.
package struct PartitionLane {
    package typealias Instant = ContinuousClock.Instant

    package enum Work {
        case records([KafkaRecord])
        case end(Int64)
        case gone
    }

    package enum Phase {
        case idle
        /// The delegate is processing the work with this number.
        case inHand(Work, number: UInt64)
        case waiting(Work, until: Instant)
    }

    /// The action that follows the delegate's response.
    package enum Action: Equatable {
        case none
        /// Report to Kafka's lag tools that everything below this offset is handled.
        case handled(below: Int64)
        /// Move the fetcher to this offset.
        case seek(StartOffset)
        /// Restart the stopped fetcher at this offset.
        case restart(StartOffset)
    }

    package private(set) var phase = Phase.idle
    package var isPaused = false
    /// Where fetching continues: after the last record received from librdkafka.
    package private(set) var fetchPosition: StartOffset
    /// The next offset to handle, once known.
    package private(set) var position: Int64?
    /// An event that was found after the records of a batch and is processed after them.
    package private(set) var stash: Work?
    package private(set) var lastTimestamp: Int64?
    package private(set) var inHandSince: Instant?
    /// When the delegate was last called for an end or a missing offset.
    private var lastEnd: Instant?
    private var lastGone: Instant?
    /// The owner's seek, carried out after the work in progress.
    private var requestedOffset: StartOffset?

    package init(start: StartOffset) {
        fetchPosition = start
        if case .at(let offset) = start { position = offset }
    }

    package var isIdle: Bool {
        if case .idle = phase { true } else { false }
    }

    package var isInHand: Bool {
        if case .inHand = phase { true } else { false }
    }

    /// Whether the fetcher has stopped and the delegate has not yet returned where to continue.
    package var isGone: Bool {
        switch (phase, stash) {
        case (.inHand(.gone, _), _), (.waiting(.gone, _), _), (_, .gone): true
        default: false
        }
    }

    package var isRetrying: Bool {
        if case .waiting = phase { true } else { false }
    }

    /// Whether records may be collected from librdkafka.
    package var mayCollect: Bool {
        guard isIdle, !isPaused else { return false }
        if case .gone = stash { return false }
        return true
    }

    // MARK: - Collecting

    /// Returns false for a record that was received before and must be dropped.
    package mutating func accept(_ offset: Int64) -> Bool {
        if case .at(let next) = fetchPosition, offset < next { return false }
        // An end that was not reported yet no longer holds. It will be reported again.
        stash = nil
        fetchPosition = .at(offset + 1)
        if position == nil { position = offset }
        return true
    }

    package mutating func found(_ work: Work) {
        if case .end(let offset) = work {
            fetchPosition = .at(offset)
            if position == nil { position = offset }
        }
        stash = work
    }

    // MARK: - Working

    /// Returns the next work for the delegate, or nil if there is none or it must wait. `collected` are the records
    /// just received.
    package mutating func begin(
        _ collected: [KafkaRecord], number: UInt64, now: Instant, endInterval: Duration
    ) -> Work? {
        guard !isPaused else { return nil }
        let work: Work
        switch phase {
        case .inHand: return nil
        case .waiting(let again, let until):
            guard now >= until else { return nil }
            work = again
        case .idle:
            if !collected.isEmpty {
                work = .records(collected)
            } else if let found = stash {
                if let due = due(found, endInterval), now < due { return nil }
                stash = nil
                work = found
            } else {
                return nil
            }
            inHandSince = now
        }
        switch work {
        case .records: break
        case .end: lastEnd = now
        case .gone: lastGone = now
        }
        phase = .inHand(work, number: number)
        return work
    }

    /// Returns when a found event may be reported: ends at most once per interval, missing offsets not in a tight loop.
    private func due(_ found: Work, _ endInterval: Duration) -> Instant? {
        switch found {
        case .records: nil
        case .end: lastEnd.map { $0 + endInterval }
        case .gone: lastGone.map { $0 + .milliseconds(500) }
        }
    }

    /// Returns when `begin` may return work without a new record, or nil if only a record or a response can.
    package func nextDue(_ endInterval: Duration) -> Instant? {
        guard !isPaused else { return nil }
        switch phase {
        case .waiting(_, let until): return until
        case .idle: return stash.flatMap { due($0, endInterval) }
        case .inHand: return nil
        }
    }

    /// Processes the delegate's response. A response to work that is no longer in progress has no effect.
    package mutating func finished(_ number: UInt64, _ answer: Answer, now: Instant) -> Action {
        guard case .inHand(let work, number) = phase else { return .none }
        if let requestedOffset {
            if case .restart = answer { return moved(to: requestedOffset, .restart(requestedOffset)) }
            return moved(to: requestedOffset, .seek(requestedOffset))
        }
        switch answer {
        case .flow(.retry(let time)):
            phase = .waiting(work, until: now + time)
            return .none
        case .flow(.seek(let offset)):
            return moved(to: offset, .seek(offset))
        case .restart(let offset):
            return moved(to: offset, .restart(offset))
        case .flow(.next):
            phase = .idle
            inHandSince = nil
            guard case .records(let records) = work, let last = records.last else { return .none }
            position = last.offset + 1
            lastTimestamp = last.timestampMilliseconds
            return .handled(below: last.offset + 1)
        }
    }

    package enum Answer: Equatable {
        case flow(Flow)
        case restart(StartOffset)
    }

    /// Moves the partition to another offset, immediately or after the work in progress, whatever its response.
    package mutating func move(to offset: StartOffset) -> Action {
        guard !isInHand else {
            requestedOffset = offset
            return .none
        }
        if case .gone = stash { return moved(to: offset, .restart(offset)) }
        return moved(to: offset, .seek(offset))
    }

    /// Drops work that waits to be retried, because the partition is being revoked.
    package mutating func cancelRetry() {
        if case .waiting = phase { phase = .idle }
    }

    /// Drops failed work: the consumer ends or the partition is released.
    package mutating func drop() {
        phase = .idle
        inHandSince = nil
    }

    private mutating func moved(to offset: StartOffset, _ action: Action) -> Action {
        phase = .idle
        inHandSince = nil
        stash = nil
        requestedOffset = nil
        fetchPosition = offset
        position = if case .at(let number) = offset { number } else { nil }
        return action
    }

    /// The records in progress, oldest first.
    package var recordsInHand: [KafkaRecord] {
        switch phase {
        case .inHand(.records(let records), _), .waiting(.records(let records), _): records
        case .idle, .inHand, .waiting: []
        }
    }
}
