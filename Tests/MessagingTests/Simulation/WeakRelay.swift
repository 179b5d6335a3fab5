import Kafka
import Primitives

@testable import Messaging

/// The relay's state machine without the rules that a scenario switches off. The machine itself follows all rules; this
/// changes what it is given and what it returns. With all rules on, every call is passed on unchanged.
struct WeakRelay {
    var state: RelayState
    let rules: RelayRules

    mutating func begin(
        _ memory: ClusterMemory, partitions: [TopicPartition], followsAnother: Bool, carryover: RelayCarryover?,
        at now: Duration
    ) {
        let (top, gaps) = (state.top, state.gaps)
        state.begin(
            memory, partitions: partitions, followsAnother: followsAnother && rules.refreshesAfterTakeover,
            carryover: carryover, at: now)
        if !rules.refreshesAfterTakeover { state.refresh = RefreshRequest() }
        if !rules.memoryEndsWithConnection, top > 0 { (state.top, state.gaps) = (top, gaps) }
    }

    // MARK: Steps

    mutating func next(at now: Duration) -> RelayStep {
        if let save = saveBeforeReadBack(at: now) { return .save(weakened(save)) }
        let served = state.current?.request.id
        let step = state.next(at: now)
        if !rules.noteGoesWithReport, let resend = state.current, resend.request.id != served, !resend.names.isEmpty {
            state.released.formUnion(resend.names)
            state.served.append(resend.request.id)
        }
        guard case .save(let save) = step else { return step }
        return .save(weakened(save))
    }

    mutating func checkIfDue(at now: Duration) -> [TopicPartition: LogPosition?]? {
        rules.checksWhileRunning ? state.checkIfDue(at: now) : nil
    }

    /// Returns the save that would be due if no part of the log waited to be read back.
    private func saveBeforeReadBack(at now: Duration) -> RelaySave? {
        guard !rules.cursorWaitsForReadBack, !state.unverified.isEmpty, state.inFlight > 0 else { return nil }
        var state = state
        state.unverified = [:]
        guard case .save(let save) = state.next(at: now) else { return nil }
        return save
    }

    private func weakened(_ save: RelaySave) -> RelaySave {
        var save = save
        save.cursor = cursor
        save.checkpoint = save.checkpoint.map { Checkpoint(cursor: checkpointCursor, positions: $0.positions) }
        return save
    }

    private var cursor: Int64 {
        let gap = rules.cursorWaitsForGaps ? state.gaps.lowest : nil
        let report = rules.cursorWaitsForReports ? state.ledger.lowestUnreported : nil
        return min(state.top, min(gap ?? .max, report ?? .max) - 1)
    }

    private var checkpointCursor: Int64 {
        let cursor = rules.checkpointIsCursor ? cursor : state.top
        guard rules.checkpointStaysBelowHeld else { return cursor }
        return min(cursor, (state.held.values.map(\.from) + state.releasing.values).min().map { $0 - 1 } ?? .max)
    }

    // MARK: Reports

    mutating func report(_ report: SendReport) {
        switch report.outcome {
        case .failed where !rules.failedSendStopsAll: complete(report)
        case .refused where !rules.refusedRecordHoldsKey: complete(report)
        case .delivered(let offset): delivered(report, offset)
        default: state.report(report)
        }
    }

    /// Removes the record from the ledger without any other effect.
    private mutating func complete(_ report: SendReport) {
        _ = state.ledger.complete(report.token)
    }

    private mutating func delivered(_ report: SendReport, _ offset: Int64) {
        var ledger = state.ledger
        guard ledger.complete(report.token) != nil else { return }
        let partition = report.partition
        let batch = rules.unknownCoversBatch ? nil : state.unverified.removeValue(forKey: partition)
        let isAbove = offset > state.tails[partition] ?? -1
        if (!rules.offsetsMustRise && offset >= 0) || (!rules.refreshesAfterForeignRecord && isAbove) {
            // The machine takes the offset for the one that follows.
            state.tails[partition] = offset - 1
        }
        state.report(report)
        if let batch { state.unverified[partition, default: []].formUnion(batch) }
    }

    // MARK: The log

    mutating func verified(_ evidence: [TopicPartition: LogEvidence], at now: Duration) {
        let (refresh, isFirst) = (state.refresh, !state.isVerified)
        if !rules.checksIdentity {
            for (partition, seen) in evidence {
                state.unverified[partition]?.formIntersection(seen.above.compactMap(\.event))
            }
        }
        state.verified(rules.weakened(evidence, expecting: state.positions), at: now)
        if !rules.refreshesAfterForeignRecord || (isFirst && !rules.refreshesAtFirstCheck) { state.refresh = refresh }
    }

    mutating func checked(_ evidence: [TopicPartition: LogEvidence], asked: [TopicPartition: LogPosition?]) {
        state.checked(rules.weakened(evidence, expecting: asked.compactMapValues(\.self)), asked: asked)
    }
}

extension RelayRules {
    /// Changes evidence to what a check without the switched-off rules would see in it.
    func weakened(
        _ evidence: [TopicPartition: LogEvidence], expecting places: [TopicPartition: LogPosition]
    ) -> [TopicPartition: LogEvidence] {
        guard !checksIdentity || !checksAbove else { return evidence }
        return Dictionary(
            uniqueKeysWithValues: evidence.map { partition, seen in
                let above = seen.above.map { record in
                    LogEvidence.Seen(
                        offset: record.offset, event: record.event, name: record.name, isState: record.isState,
                        origin: checksAbove ? record.origin : .ours)
                }
                return (
                    partition,
                    LogEvidence(
                        start: seen.start, end: seen.end, found: checksIdentity ? seen.found : places[partition],
                        above: above, isCompacted: seen.isCompacted)
                )
            })
    }
}
