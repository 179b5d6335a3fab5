extension RelayState {
    /// Processes a page and returns the rows to send now in id order, with tokens starting at `nextToken`.
    package mutating func page(_ page: JournalPage, at now: Duration) -> [JournalRow] {
        (isMore, isWoken) = (page.isCut, false)
        pace.read(page.rows.count, at: now, limits)
        var sends: [JournalRow] = []
        sends.reserveCapacity(page.rows.count)
        for row in page.rows {
            if row.id > top {
                if row.id > top + 1 { gaps.add((top + 1)...(row.id - 1)) }
                top = row.id
            } else if !gaps.fill(row.id) {
                continue
            }
            if isHeld(row) { continue }
            sends.append(row)
        }
        if let xmin = page.xmin { gaps.read(xmin: xmin, through: page.gapsReadThrough) }
        nextPoll = now + (gaps.isEmpty ? limits.poll : limits.gapPoll)
        for row in sends { ledger.add(row) }
        return sends
    }

    package mutating func bound(_ xid: UInt64) {
        gaps.setBound(xid)
    }

    /// Processes a written refresh, whose rows are in the journal up to this id and will be read in order.
    package mutating func refreshed(through id: Int64) {
        refreshedStates.formUnion(refresh.aggregates)
        refreshedThrough = max(refreshedThrough, id)
        refresh = RefreshRequest()
        isWoken = true
    }

    func isHeld(_ row: JournalRow) -> Bool {
        guard !held.isEmpty, let note = held[row.name] else { return false }
        return row.id >= note.from
    }
}
