package import Kafka

extension RelayState {
    /// Returns the step to carry out now. Returns the same step again until its result was processed.
    package mutating func next(at now: Duration) -> RelayStep {
        switch interruption {
        case .lostRecords: return .recover
        case .restart(let reason): return .restart(reason)
        case nil: break
        }
        if !unverified.isEmpty, inFlight == 0 {
            return .verify(Dictionary(uniqueKeysWithValues: unverified.keys.map { ($0, positions[$0]) }))
        }
        if let save = saveIfDue(at: now) { return .save(save) }
        guard isVerified, unverified.isEmpty else { return .wait(until: now + limits.poll) }
        if refresh != RefreshRequest() { return .refresh(refresh) }
        if gaps.needBound { return .readBound }
        if let step = resendStep() { return step }
        if canRead, isMore || now >= nextPoll || (isWoken && now >= pace.nextRead) {
            let room = carefulThrough > top ? 1 : min(limits.pageRows, limits.inFlightRows - inFlight)
            return .read(ReadRequest(after: top, gaps: gaps.ranges, limit: room))
        }
        return .wait(until: waitsUntil(now))
    }

    private var canRead: Bool {
        if let current, !current.isRead, current.request.aggregate != nil { return false }
        if carefulThrough > top { return inFlight == 0 }
        return inFlight <= limits.inFlightRows / 2
    }

    /// Always in the future: a full producer is waited for by its reports, not by polling.
    private func waitsUntil(_ now: Duration) -> Duration {
        var until = canRead ? nextPoll : now + limits.poll
        if canRead, isWoken { until = min(until, pace.nextRead) }
        if hasChanges { until = min(until, lastSave + limits.saveInterval) }
        return max(until, now + .milliseconds(1))
    }

    /// Returns the partitions whose known record is to be verified while sending continues, or nil if it is not time.
    ///
    /// The driver reads them beside the steps and passes the result to `checked`, together with this value.
    package mutating func checkIfDue(at now: Duration) -> [TopicPartition: LogPosition?]? {
        guard isVerified, unverified.isEmpty, interruption == nil, now >= nextCheck else { return nil }
        nextCheck = now + limits.checkInterval
        return Dictionary(uniqueKeysWithValues: tails.keys.map { ($0, positions[$0]) })
    }

    private var hasChanges: Bool {
        !changed.isEmpty || !newNotes.isEmpty || !released.isEmpty || !served.isEmpty || cursor != savedCursor
    }

    /// Returns a save whose contents do not depend on an unread part of the log.
    private mutating func saveIfDue(at now: Duration) -> RelaySave? {
        finishResend()
        guard unverified.isEmpty, isVerified else { return nil }
        guard now >= lastSave + limits.saveInterval, hasChanges else { return nil }
        let cursor = cursor
        var save = RelaySave(
            cursor: cursor, positions: positions.filter { changed.contains($0.key) }, notes: newNotes,
            released: released, servedRequests: served)
        if cursor - lastCheckpoint.cursor >= limits.checkpointRows
            || (now >= lastCheckpoint.at + limits.checkpointInterval && cursor != lastCheckpoint.cursor)
        {
            save.checkpoint = Checkpoint(cursor: checkpointCursor, positions: positions)
        }
        return save
    }

    /// Held rows are not on the topic, so a checkpoint that covered them would lose them (R4).
    private var checkpointCursor: Int64 {
        let lowest = min(held.values.map(\.from).min() ?? .max, releasing.values.min() ?? .max)
        return lowest == .max ? cursor : min(cursor, lowest - 1)
    }

    /// Processes a completed save.
    package mutating func saved(_ save: RelaySave, at now: Duration) {
        savedCursor = save.cursor
        if save.cursor >= refreshedThrough { refreshedStates = [] }
        for (partition, position) in save.positions where positions[partition] == position { changed.remove(partition) }
        for (name, note) in save.notes where newNotes[name] == note { newNotes[name] = nil }
        released.subtract(save.released)
        served.removeAll { save.servedRequests.contains($0) }
        lastSave = now
        if let checkpoint = save.checkpoint { lastCheckpoint = (max(checkpoint.cursor, save.cursor), now) }
    }
}
