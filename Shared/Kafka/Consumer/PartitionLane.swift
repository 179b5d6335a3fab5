/// One assigned partition: what is in hand, what was found while a batch was collected, and when to go on.
///
/// Pure: the consumer's loop feeds it and carries out what it answers. One piece of work at a time is what keeps the
/// partition's order.
package struct PartitionLane {
    package typealias Instant = ContinuousClock.Instant

    package enum Work {
        case records([KafkaRecord])
        case end(Int64)
        case gone
    }

    package enum Phase {
        case idle
        /// The delegate has it, under this number.
        case inHand(Work, number: UInt64)
        case waiting(Work, until: Instant)
    }

    /// What the loop does after the delegate answered.
    package enum Action: Equatable {
        case none
        /// Tell Kafka's lag tools that everything below is handled.
        case handled(below: Int64)
        /// The fetcher goes to that place.
        case seek(StartOffset)
        /// The fetcher has stopped and is started anew at that place.
        case restart(StartOffset)
    }

    package private(set) var phase = Phase.idle
    package var isPaused = false
    /// Where fetching goes on: after the last record that was taken from librdkafka.
    package private(set) var fetchPosition: StartOffset
    /// The offset that is handled next, once known.
    package private(set) var position: Int64?
    /// Found behind the records of a batch; comes after it.
    package private(set) var stash: Work?
    package private(set) var lastTimestamp: Int64?
    package private(set) var inHandSince: Instant?
    /// When the delegate was last told of an end, or asked after a gone offset.
    private var lastEnd: Instant?
    private var lastGone: Instant?
    /// Where the owner wants it, as soon as the work in hand is done.
    private var wish: StartOffset?

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

    /// The fetcher has stopped, and the delegate is still to say where it goes on.
    package var isGone: Bool {
        switch (phase, stash) {
        case (.inHand(.gone, _), _), (.waiting(.gone, _), _), (_, .gone): true
        default: false
        }
    }

    package var isRetrying: Bool {
        if case .waiting = phase { true } else { false }
    }

    /// Records may be taken from librdkafka now.
    package var mayCollect: Bool {
        guard isIdle, !isPaused else { return false }
        if case .gone = stash { return false }
        return true
    }

    // MARK: - Collecting

    /// False for a record that was taken before: then it is to be dropped.
    package mutating func takes(_ offset: Int64) -> Bool {
        if case .at(let next) = fetchPosition, offset < next { return false }
        // An end that was not told yet is none any more; it comes again.
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

    /// What to hand to the delegate now; nil when there is nothing or it must wait. `collected` are records just taken.
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

    /// When what was found may be told: an end not more often than asked for, and a gone offset not in a tight circle.
    private func due(_ found: Work, _ endInterval: Duration) -> Instant? {
        switch found {
        case .records: nil
        case .end: lastEnd.map { $0 + endInterval }
        case .gone: lastGone.map { $0 + .milliseconds(500) }
        }
    }

    /// When `begin` may answer although no record comes; nil when only a record or an answer can move the lane.
    package func nextDue(_ endInterval: Duration) -> Instant? {
        guard !isPaused else { return nil }
        switch phase {
        case .waiting(_, let until): return until
        case .idle: return stash.flatMap { due($0, endInterval) }
        case .inHand: return nil
        }
    }

    /// The delegate answered; an answer to work that is no longer in hand changes nothing.
    package mutating func finished(_ number: UInt64, _ answer: Answer, now: Instant) -> Action {
        guard case .inHand(let work, number) = phase else { return .none }
        if let wish {
            if case .restart = answer { return moved(to: wish, .restart(wish)) }
            return moved(to: wish, .seek(wish))
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

    /// The owner sends the partition elsewhere: at once, or when the work in hand is done, whatever its answer.
    package mutating func move(to offset: StartOffset) -> Action {
        guard !isInHand else {
            wish = offset
            return .none
        }
        if case .gone = stash { return moved(to: offset, .restart(offset)) }
        return moved(to: offset, .seek(offset))
    }

    /// The partition is taken away: what waited to be tried again is dropped.
    package mutating func giveUpWaiting() {
        if case .waiting = phase { phase = .idle }
    }

    /// The work in hand failed: the consumer ends, or the partition is given back.
    package mutating func drop() {
        phase = .idle
        inHandSince = nil
    }

    private mutating func moved(to offset: StartOffset, _ action: Action) -> Action {
        phase = .idle
        inHandSince = nil
        stash = nil
        wish = nil
        fetchPosition = offset
        position = if case .at(let number) = offset { number } else { nil }
        return action
    }

    /// The records in hand, oldest first.
    package var recordsInHand: [KafkaRecord] {
        switch phase {
        case .inHand(.records(let records), _), .waiting(.records(let records), _): records
        case .idle, .inHand, .waiting: []
        }
    }
}
