import Kafka
import Messaging
import Primitives
import Testing

/// The relay's machine, step by step.
@Suite struct RelayStateTests {
    private static let partition = TopicPartition(topic: "t", partition: 0)

    private func row(_ id: Int64, key: String = "k") -> JournalRow {
        JournalRow(
            id: id, event: .new(), name: AggregateName(topic: "t", key: key), type: "x", isState: false, sequence: id)
    }

    /// A machine that has compared its memory with an empty log.
    private func begun(
        _ memory: ClusterMemory = ClusterMemory(), end: Int64 = 0, followsAnother: Bool = false,
        carryover: RelayCarryover? = nil
    ) -> RelayState {
        var state = RelayState()
        state.begin(
            memory, partitions: [Self.partition], followsAnother: followsAnother, carryover: carryover, at: .zero)
        guard case .settle = state.next(at: .zero) else {
            Issue.record("the log is to be looked at first")
            return state
        }
        state.verified(
            [Self.partition: LogEvidence(start: 0, end: end, found: nil, above: [], isCompacted: false)], at: .zero)
        return state
    }

    private func delivered(_ token: UInt64, _ offset: Int64) -> SendReport {
        SendReport(token: token, partition: Self.partition, outcome: .delivered(offset: offset))
    }

    @Test func `the cursor follows reports, in the order of the rows`() {
        var state = begun()
        #expect(state.page(JournalPage(rows: [row(1), row(2), row(3)]), at: .zero).count == 3)
        #expect(state.cursor == 0)
        state.report(delivered(0, 0))
        state.report(delivered(2, 2))
        // The third stands at offset 2 although the second's report has not come: someone may be between.
        #expect(state.cursor == 1)
        state.report(delivered(1, 1))
        #expect(state.inFlight == 0)
    }

    @Test func `a commit is read at once, and where rows are many, with those of a moment`() {
        var state = begun()
        var id: Int64 = 0
        /// Reads so many rows every 5 ms for half a second, and answers whether the next commit is read at once.
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
                    Issue.record("what was committed is not read")
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

    @Test func `a missing id holds the cursor until it comes, or its writer is surely gone`() {
        var state = begun()
        _ = state.page(JournalPage(rows: [row(1), row(4)]), at: .zero)
        state.report(delivered(0, 0))
        state.report(delivered(1, 1))
        #expect(state.cursor == 1)
        #expect(state.missingRanges == [2...3])
        // Read again without a bound: nothing is known.
        _ = state.page(JournalPage(rows: [], xmin: 100), at: .zero)
        guard case .readBound = state.next(at: .zero) else {
            Issue.record("a gap that stays needs a bound")
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

    @Test func `offsets that are not lastReported stop the cursor until the log was read back`() {
        var state = begun()
        let rows = [row(1), row(2)]
        _ = state.page(JournalPage(rows: rows), at: .zero)
        state.report(delivered(0, -1))
        state.report(delivered(1, 0))
        guard case .verify(let places) = state.next(at: .seconds(1)) else {
            Issue.record("the log is to be read back before anything else")
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
            Issue.record("now the cursor moves")
            return
        }
        #expect(save.cursor == 2)
        #expect(save.positions[Self.partition] == LogPosition(offset: 1, event: rows[1].event))
    }

    @Test func `a record that is not there after all, or not ours, is a loss`() {
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
                Issue.record("a loss must be recovered")
                continue
            }
        }
    }

    @Test func `what retention or compaction took is no loss, another record or a shorter log is`() {
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

    @Test func `a refused record holds its aggregate, the others go on`() {
        var state = begun()
        _ = state.page(JournalPage(rows: [row(1, key: "a"), row(2, key: "b")]), at: .zero)
        state.report(
            SendReport(token: 0, partition: Self.partition, outcome: .refused(reason: "too large", alone: true)))
        state.report(delivered(1, 0))
        let sends = state.page(JournalPage(rows: [row(3, key: "a"), row(4, key: "b")]), at: .zero)
        #expect(sends.map(\.id) == [4])
        state.report(delivered(2, 1))
        guard case .save(let save) = state.next(at: .seconds(1)) else {
            Issue.record("the note must become durable")
            return
        }
        #expect(save.cursor == 4)
        #expect(save.notes[AggregateName(topic: "t", key: "a")]?.from == 1)
    }

    @Test func `a failed send makes everything begin again, and old reports count no more`() {
        var state = begun()
        _ = state.page(JournalPage(rows: [row(1), row(2)]), at: .zero)
        state.report(SendReport(token: 0, partition: Self.partition, outcome: .failed(reason: "fatal")))
        guard case .restart = state.next(at: .zero) else {
            Issue.record("the producer must be made anew")
            return
        }
        state.begin(ClusterMemory(), partitions: [Self.partition], followsAnother: true, at: .zero)
        state.report(delivered(1, 0))
        #expect(state.cursor == 0)
        #expect(state.nextToken == 2)
    }

    @Test func `after a refused batch the next producer sends one record at a time, and finds the one at fault`() {
        var old = begun()
        _ = old.page(JournalPage(rows: [row(1, key: "a"), row(2, key: "b"), row(3, key: "c")]), at: .zero)
        old.report(
            SendReport(token: 0, partition: Self.partition, outcome: .refused(reason: "too large", alone: false)))
        guard case .restart = old.next(at: .zero) else {
            Issue.record("the producer must be made anew")
            return
        }
        var state = begun(carryover: old.carryover)
        guard case .read(let request) = state.next(at: .zero) else {
            Issue.record("the journal is to be read")
            return
        }
        #expect(request.limit == 1)
        _ = state.page(JournalPage(rows: [row(1, key: "a")], isCut: true), at: .zero)
        if case .read = state.next(at: .zero) { Issue.record("the record before is not reported") }
        state.report(
            SendReport(token: 0, partition: Self.partition, outcome: .refused(reason: "too large", alone: true)))
        // Found, and the producer is gone before the note was saved: the next one knows of it.
        let next = begun(carryover: state.carryover)
        #expect(next.heldAggregates == 1)
    }

    @Test func `a new producer of the same leader asks once for the states that were under way`() {
        var old = begun()
        let state = JournalRow(
            id: 1, event: .new(), name: AggregateName(topic: "t", key: "a"), type: "x", isState: true, sequence: 1)
        _ = old.page(JournalPage(rows: [state, row(2)]), at: .zero)
        var next = begun(followsAnother: true, carryover: old.carryover)
        guard case .refresh(let request) = next.next(at: .zero) else {
            Issue.record("what was under way may land late")
            return
        }
        #expect(request == RefreshRequest(aggregates: [state.name]))
        next.refreshed()
        _ = next.page(JournalPage(rows: [state, row(2)]), at: .zero)
        var third = begun(followsAnother: true, carryover: next.carryover)
        if case .refresh = third.next(at: .zero) { Issue.record("its row is in the journal already") }
    }

    @Test func `a state of another's making that stands there at the first look is followed by what is current, once`()
    {
        let foreign = LogEvidence.Seen(
            offset: 0, event: .new(), name: AggregateName(topic: "t", key: "a"), isState: true, origin: .ours)
        let log = [
            Self.partition: LogEvidence(start: 0, end: 1, found: nil, above: [foreign], isCompacted: true)
        ]
        var state = RelayState()
        state.begin(ClusterMemory(), partitions: [Self.partition], followsAnother: false, at: .zero)
        state.verified(log, at: .zero)
        guard case .refresh(let request) = state.next(at: .zero) else {
            Issue.record("what it says may be old")
            return
        }
        #expect(request == RefreshRequest(aggregates: [foreign.name]))
        state.refreshed()
        var next = RelayState()
        next.begin(
            ClusterMemory(), partitions: [Self.partition], followsAnother: false, carryover: state.carryover, at: .zero)
        next.verified(log, at: .zero)
        if case .refresh = next.next(at: .zero) { Issue.record("the producer before knew it") }
    }
}
