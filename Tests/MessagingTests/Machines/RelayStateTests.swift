import Kafka
import Messaging
import Primitives
import Testing

/// The relay's state machine, step by step.
@Suite struct RelayStateTests {
    private static let partition = TopicPartition(topic: "t", partition: 0)

    private func row(_ id: Int64, key: String = "k") -> JournalRow {
        JournalRow(
            id: id, event: .new(), name: AggregateName(topic: "t", key: key), type: "x", isState: false, sequence: id)
    }

    /// Returns a machine that has compared its memory with an empty log.
    private func begun(
        _ memory: ClusterMemory = ClusterMemory(), end: Int64 = 0, followsAnother: Bool = false,
        carryover: RelayCarryover? = nil
    ) -> RelayState {
        var state = RelayState()
        state.begin(
            memory, partitions: [Self.partition], followsAnother: followsAnother, carryover: carryover, at: .zero)
        guard case .verify = state.next(at: .zero) else {
            Issue.record("the log must be verified first")
            return state
        }
        state.verified(
            [Self.partition: LogEvidence(start: 0, end: end, found: nil, above: [], isCompacted: false)], at: .zero)
        return state
    }

    private func delivered(_ token: UInt64, _ offset: Int64) -> SendReport {
        SendReport(token: token, partition: Self.partition, outcome: .delivered(offset: offset))
    }

    @Test func `the cursor follows reports in the order of the rows`() {
        var state = begun()
        #expect(state.page(JournalPage(rows: [row(1), row(2), row(3)]), at: .zero).count == 3)
        #expect(state.cursor == 0)
        state.report(delivered(0, 0))
        state.report(delivered(2, 2))
        // The third record is at offset 2 although the second's report is missing: a foreign record may be in between.
        #expect(state.cursor == 1)
        state.report(delivered(1, 1))
        #expect(state.inFlight == 0)
    }

    @Test func `a commit is read at once, and rows of a busy journal are gathered`() {
        var state = begun()
        var id: Int64 = 0
        /// Reads this many rows every 5 ms for half a second. Returns whether the next commit is read at once.
        func readsAtOnce(rows: Int, from start: Duration) -> Bool {
            var now = start
            while now < start + .milliseconds(500) {
                let page = (0..<rows).map { row(id + Int64($0) + 1) }
                id += Int64(rows)
                for (index, _) in state.page(JournalPage(rows: page), at: now).enumerated() {
                    let token = UInt64(id) - UInt64(rows) + UInt64(index)
                    state.report(delivered(token, Int64(token)))
                }
                now += .milliseconds(5)
            }
            state.wake()
            while case .save(let save) = state.next(at: now) { state.saved(save, at: now) }
            guard case .read = state.next(at: now) else {
                guard case .wait(let until) = state.next(at: now) else { return true }
                #expect(until <= now + RelayLimits().gather)
                while case .save(let save) = state.next(at: until) { state.saved(save, at: until) }
                guard case .read = state.next(at: until) else {
                    Issue.record("a commit is not read")
                    return false
                }
                return false
            }
            return true
        }
        #expect(readsAtOnce(rows: 10, from: .seconds(1)))
        #expect(!readsAtOnce(rows: 20, from: .seconds(2)))
        #expect(readsAtOnce(rows: 1, from: .seconds(3)))
    }

    @Test func `a missing id holds the cursor until it arrives or its writer has certainly ended`() {
        var state = begun()
        _ = state.page(JournalPage(rows: [row(1), row(4)]), at: .zero)
        state.report(delivered(0, 0))
        state.report(delivered(1, 1))
        #expect(state.cursor == 1)
        #expect(state.missingRanges == [2...3])
        // Read again without a bound, which proves nothing.
        _ = state.page(JournalPage(rows: [], xmin: 100), at: .zero)
        guard case .readBound = state.next(at: .zero) else {
            Issue.record("a remaining gap needs a bound")
            return
        }
        state.bound(90)
        _ = state.page(JournalPage(rows: [row(3)], xmin: 89), at: .zero)
        state.report(delivered(2, 2))
        #expect(state.missingRanges == [2...2])
        _ = state.page(JournalPage(rows: [], xmin: 90), at: .zero)
        #expect(state.missingRanges.isEmpty)
        #expect(state.cursor == 4)
    }

    @Test func `unknown offsets stop the cursor until the log is read back`() {
        var state = begun()
        let rows = [row(1), row(2)]
        _ = state.page(JournalPage(rows: rows), at: .zero)
        state.report(delivered(0, -1))
        state.report(delivered(1, 0))
        guard case .verify(let places) = state.next(at: .seconds(1)) else {
            Issue.record("the log must be read back first")
            return
        }
        #expect(places.count == 1)
        let above = rows.enumerated().map { offset, row in
            LogEvidence.Seen(offset: Int64(offset), event: row.event, name: row.name, isState: false, origin: .ours)
        }
        state.verified(
            [Self.partition: LogEvidence(start: 0, end: 2, found: nil, above: above, isCompacted: false)],
            at: .seconds(1))
        guard case .save(let save) = state.next(at: .seconds(1)) else {
            Issue.record("the cursor must move now")
            return
        }
        #expect(save.cursor == 2)
        #expect(save.positions[Self.partition] == LogPosition(offset: 1, event: rows[1].event))
    }

    @Test func `a missing or foreign record at a position is a loss`() {
        for origin in [LogEvidence.Seen.Origin.ours, .lost] {
            var state = begun()
            let sent = row(1)
            _ = state.page(JournalPage(rows: [sent]), at: .zero)
            state.report(delivered(0, -1))
            let seen = LogEvidence.Seen(
                offset: 0, event: origin == .lost ? sent.event : .new(), name: sent.name, isState: false,
                origin: origin)
            state.verified(
                [Self.partition: LogEvidence(start: 0, end: 1, found: nil, above: [seen], isCompacted: false)],
                at: .zero)
            guard case .recover = state.next(at: .zero) else {
                Issue.record("a loss must lead to a recovery")
                continue
            }
        }
    }

    @Test func `expired and compacted records are not a loss, but another record or a shorter log is`() {
        let place = LogPosition(offset: 5, event: .new())
        func evidence(_ start: Int64, _ end: Int64, _ found: LogPosition?, compacted: Bool = false) -> Bool {
            LogEvidence(start: start, end: end, found: found, above: [], isCompacted: compacted).agrees(with: place)
        }
        #expect(evidence(0, 6, place))
        #expect(evidence(8, 9, nil))
        #expect(evidence(0, 9, nil, compacted: true))
        #expect(!evidence(0, 9, nil))
        #expect(!evidence(0, 5, nil))
        #expect(!evidence(0, 0, nil))
        #expect(!evidence(0, 9, LogPosition(offset: 5, event: .new())))
    }

    @Test func `a refused record holds back its aggregate while others continue`() {
        var state = begun()
        _ = state.page(JournalPage(rows: [row(1, key: "a"), row(2, key: "b")]), at: .zero)
        state.report(
            SendReport(token: 0, partition: Self.partition, outcome: .refused(reason: "too large", alone: true)))
        state.report(delivered(1, 0))
        let sends = state.page(JournalPage(rows: [row(3, key: "a"), row(4, key: "b")]), at: .zero)
        #expect(sends.map(\.id) == [4])
        state.report(delivered(2, 1))
        guard case .save(let save) = state.next(at: .seconds(1)) else {
            Issue.record("the note must be saved")
            return
        }
        #expect(save.cursor == 4)
        #expect(save.notes[AggregateName(topic: "t", key: "a")]?.from == 1)
    }

    @Test func `a failed send restarts everything, and earlier reports no longer count`() {
        var state = begun()
        _ = state.page(JournalPage(rows: [row(1), row(2)]), at: .zero)
        state.report(SendReport(token: 0, partition: Self.partition, outcome: .failed(reason: "fatal")))
        guard case .restart = state.next(at: .zero) else {
            Issue.record("the producer must be replaced")
            return
        }
        state.begin(ClusterMemory(), partitions: [Self.partition], followsAnother: true, at: .zero)
        state.report(delivered(1, 0))
        #expect(state.cursor == 0)
        #expect(state.nextToken == 2)
    }

    @Test func `after a refused batch the next producer sends records one at a time and finds the one at fault`() {
        var old = begun()
        _ = old.page(JournalPage(rows: [row(1, key: "a"), row(2, key: "b"), row(3, key: "c")]), at: .zero)
        old.report(
            SendReport(token: 0, partition: Self.partition, outcome: .refused(reason: "too large", alone: false)))
        guard case .restart = old.next(at: .zero) else {
            Issue.record("the producer must be replaced")
            return
        }
        var state = begun(carryover: old.carryover)
        guard case .read(let request) = state.next(at: .zero) else {
            Issue.record("the journal must be read")
            return
        }
        #expect(request.limit == 1)
        _ = state.page(JournalPage(rows: [row(1, key: "a")], isCut: true), at: .zero)
        if case .read = state.next(at: .zero) { Issue.record("the previous record is not reported") }
        state.report(
            SendReport(token: 0, partition: Self.partition, outcome: .refused(reason: "too large", alone: true)))
        // The record was found, and the producer was replaced before the note was saved. Its successor knows the note.
        let next = begun(carryover: state.carryover)
        #expect(next.heldAggregates == 1)
    }

    @Test func `a new producer of the same leader requests the states in flight once`() {
        var old = begun()
        let state = JournalRow(
            id: 1, event: .new(), name: AggregateName(topic: "t", key: "a"), type: "x", isState: true, sequence: 1)
        _ = old.page(JournalPage(rows: [state, row(2)]), at: .zero)
        var next = begun(followsAnother: true, carryover: old.carryover)
        guard case .refresh(let request) = next.next(at: .zero) else {
            Issue.record("states in flight may be written late")
            return
        }
        #expect(request == RefreshRequest(aggregates: [state.name]))
        next.refreshed(through: 3)
        _ = next.page(JournalPage(rows: [state, row(2)]), at: .zero)
        var third = begun(followsAnother: true, carryover: next.carryover)
        if case .refresh = third.next(at: .zero) { Issue.record("its row is already in the journal") }
    }

    @Test func `a refreshed state that is refused in a batch gets no other row before the cursor passes its own`() {
        let name = AggregateName(topic: "t", key: "a")
        func state(_ id: Int64) -> JournalRow {
            JournalRow(id: id, event: .new(), name: name, type: "x", isState: true, sequence: 1)
        }
        var first = begun()
        _ = first.page(JournalPage(rows: [state(1)]), at: .zero)
        var next = begun(carryover: first.carryover)
        next.refreshed(through: 2)
        // The cursor reaches the journal's end as far as it was read, and then the row is read and refused.
        _ = next.page(JournalPage(rows: [state(1)], isCut: true), at: .zero)
        next.report(delivered(0, 0))
        guard case .save(let save) = next.next(at: .seconds(1)), save.cursor == 1 else {
            Issue.record("the cursor must move")
            return
        }
        next.saved(save, at: .seconds(1))
        _ = next.page(JournalPage(rows: [state(2)]), at: .seconds(1))
        var third = begun(ClusterMemory(cursor: 1), carryover: next.carryover)
        if case .refresh = third.next(at: .zero) { Issue.record("its row is already in the journal") }
        // Once the row is on the topic, the next uncertain state gets a row again.
        _ = third.page(JournalPage(rows: [state(2)]), at: .zero)
        third.report(delivered(0, 0))
        guard case .save(let save) = third.next(at: .seconds(1)), save.cursor == 2 else {
            Issue.record("the cursor must move")
            return
        }
        third.saved(save, at: .seconds(1))
        _ = third.page(JournalPage(rows: [state(3)]), at: .seconds(1))
        var fourth = begun(ClusterMemory(cursor: 2), carryover: third.carryover)
        guard case .refresh = fourth.next(at: .zero) else {
            Issue.record("states in flight may be written late")
            return
        }
    }

    @Test func `a foreign state at the first check is followed by the current one, once`() {
        let foreign = LogEvidence.Seen(
            offset: 0, event: .new(), name: AggregateName(topic: "t", key: "a"), isState: true, origin: .ours)
        let log = [
            Self.partition: LogEvidence(start: 0, end: 1, found: nil, above: [foreign], isCompacted: true)
        ]
        var state = RelayState()
        state.begin(ClusterMemory(), partitions: [Self.partition], followsAnother: false, at: .zero)
        state.verified(log, at: .zero)
        guard case .refresh(let request) = state.next(at: .zero) else {
            Issue.record("the state may be old")
            return
        }
        #expect(request == RefreshRequest(aggregates: [foreign.name]))
        state.refreshed(through: 1)
        var next = RelayState()
        next.begin(
            ClusterMemory(), partitions: [Self.partition], followsAnother: false, carryover: state.carryover, at: .zero)
        next.verified(log, at: .zero)
        if case .refresh = next.next(at: .zero) { Issue.record("the previous producer knew it") }
    }
}
