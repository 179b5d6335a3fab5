import Primitives

/// The records that were passed to the producer and not reported yet, by token. Pure; part of the relay's state
/// machine.
///
/// Tokens count up and entries are in token order, so a report finds its entry by subtraction.
struct SendLedger: Sendable {
    struct Entry: Sendable {
        let row: Int64
        let event: EventID
        let name: AggregateName
        let isState: Bool
        /// The resend request of the row. Such rows never hold back the cursor.
        let request: Int64?
        var isDone = false
    }

    private var entries: [Entry] = []
    private var head = 0
    /// The token of `entries[0]`.
    private var base: UInt64 = 0
    private(set) var unreported = 0
    /// Unreported rows with an id below an earlier row's, because they filled a gap.
    private var late: Set<Int64> = []
    private var highestRow: Int64 = .min

    var nextToken: UInt64 { base + UInt64(entries.count) }

    mutating func add(_ row: JournalRow, request: Int64? = nil) {
        entries.append(
            Entry(row: row.id, event: row.event, name: row.name, isState: row.isState, request: request))
        unreported += 1
        guard request == nil else { return }
        if row.id < highestRow { late.insert(row.id) }
        highestRow = max(highestRow, row.id)
    }

    /// Removes a reported entry. Returns nil if the token is from before `removeAll` or was already reported.
    mutating func complete(_ token: UInt64) -> Entry? {
        guard token >= base + UInt64(head), token < nextToken else { return nil }
        let index = Int(token - base)
        guard !entries[index].isDone else { return nil }
        entries[index].isDone = true
        let entry = entries[index]
        unreported -= 1
        if entry.request == nil { late.remove(entry.row) }
        while head < entries.count, entries[head].isDone { head += 1 }
        if head > 4096, head * 2 > entries.count {
            entries.removeFirst(head)
            base += UInt64(head)
            head = 0
        }
        return entry
    }

    /// The lowest journal row that was not reported.
    var lowestUnreported: Int64? {
        let inOrder = entries[head...].first { !$0.isDone && $0.request == nil && !late.contains($0.row) }?.row
        guard let lowestLate = late.min() else { return inOrder }
        return min(lowestLate, inOrder ?? lowestLate)
    }

    var unreportedStates: Set<AggregateName> {
        Set(entries[head...].lazy.filter { !$0.isDone && $0.isState }.map(\.name))
    }

    func hasUnreported(request: Int64) -> Bool {
        entries[head...].contains { $0.request == request && !$0.isDone }
    }

    /// Removes all entries. Tokens continue, so that late reports of removed entries are recognized.
    mutating func removeAll() {
        base = nextToken
        entries = []
        head = 0
        unreported = 0
        late = []
        highestRow = .min
    }
}
