import Primitives

/// What was given to the producer and is not reported yet, by token. Pure; the relay's machine owns one.
///
/// Tokens count up and entries stand in token order, so a report finds its entry by subtraction.
struct SendLedger: Sendable {
    struct Entry: Sendable {
        let row: Int64
        let event: EventID
        let name: AggregateName
        let isState: Bool
        /// The resend request it belongs to; those never hold the cursor.
        let request: Int64?
        var isDone = false
    }

    private var entries: [Entry] = []
    private var head = 0
    /// The token of `entries[0]`.
    private var base: UInt64 = 0
    private(set) var unreported = 0
    /// Unreported rows below an earlier one: they filled a gap.
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

    /// Nil when the token is of a time before the memory was dropped, or reported already.
    mutating func settle(_ token: UInt64) -> Entry? {
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

    /// The lowest journal row that is not reported.
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

    /// Forgets all; tokens go on, so that late reports of what is forgotten are known as such.
    mutating func removeAll() {
        base = nextToken
        entries = []
        head = 0
        unreported = 0
        late = []
        highestRow = .min
    }
}
