extension RelayState {
    mutating func resendStep() -> RelayStep? {
        if current == nil, !requests.isEmpty {
            let request = requests.removeFirst()
            var resend = Resend(request: request)
            if let key = request.aggregate {
                // Nothing else is read until this is complete, so that later records of these aggregates are sent after
                // it.
                for (name, note) in held where name.key == key {
                    resend.names.insert(name)
                    // A state row that was skipped while it was held is sent again through the journal.
                    refresh.aggregates.insert(name)
                    releasing[name] = note.from
                    held[name] = nil
                    newNotes[name] = nil
                }
            }
            current = resend
        }
        guard let current, !current.isRead else { return nil }
        let isCareful = current.after < carefulThrough
        guard isCareful ? inFlight == 0 : inFlight <= limits.inFlightRows / 2 else { return nil }
        return .readResend(current.request, after: current.after, limit: isCareful ? 1 : limits.pageRows)
    }

    /// Processes rows of the current request, the last ones if `isLast`. Returns the rows to send.
    package mutating func resendPage(_ rows: [JournalRow], isLast: Bool) -> [JournalRow] {
        guard var resend = current else { return [] }
        // Rows above the cursor are sent in their normal order. Only an aggregate requested by name, with all other
        // reading stopped, may be ahead of it.
        let limit = resend.request.aggregate == nil ? savedCursor : top
        let sends = rows.filter { !$0.isState && $0.id <= limit && !isHeld($0) && !gaps.ranges.contains($0.id) }
        if let last = rows.last { resend.after = last.id }
        resend.isRead = isLast
        current = resend
        for row in sends { ledger.add(row, request: resend.request.id) }
        return sends
    }

    /// Completes a request once all its rows were reported. Only then are the notes removed (R4).
    mutating func finishResend() {
        guard let resend = current, resend.isRead, refresh.aggregates.isDisjoint(with: resend.names),
            !ledger.hasUnreported(request: resend.request.id)
        else { return }
        for name in resend.names where releasing.removeValue(forKey: name) != nil { released.insert(name) }
        served.append(resend.request.id)
        current = nil
    }
}

extension [ClosedRange<Int64>] {
    fileprivate func contains(_ id: Int64) -> Bool { contains { $0.contains(id) } }
}
