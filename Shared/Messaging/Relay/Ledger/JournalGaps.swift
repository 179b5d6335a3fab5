/// The ids that are missing below the highest known id (R1, R2), because a transaction has not committed yet or an
/// insert was rolled back. Pure; part of the relay's state machine.
struct JournalGaps: Equatable, Sendable {
    struct Gap: Equatable, Sendable {
        var ids: ClosedRange<Int64>
        /// `pg_current_xact_id()` of a transaction that started after the gap was found. Every transaction that drew an
        /// id of the gap has a lower xid, so once a snapshot's `xmin` reaches the bound, none that could fill the gap
        /// is running.
        var bound: UInt64?
        /// The number of reads that have asked for the gap. Most gaps are filled by the next read, and a bound costs an
        /// xid.
        var reads = 0
    }

    private(set) var gaps: [Gap] = []

    var isEmpty: Bool { gaps.isEmpty }
    var lowest: Int64? { gaps.first?.ids.lowerBound }
    var ranges: [ClosedRange<Int64>] { gaps.map(\.ids) }
    var needBound: Bool { gaps.contains { $0.bound == nil && $0.reads > 0 } }

    /// Adds ids below a newly read row that were not read.
    mutating func add(_ ids: ClosedRange<Int64>) {
        gaps.append(Gap(ids: ids))
    }

    /// Removes an id that has arrived. Returns whether it was missing.
    mutating func fill(_ id: Int64) -> Bool {
        guard let index = gaps.firstIndex(where: { $0.ids.contains(id) }) else { return false }
        let gap = gaps[index]
        var parts: [Gap] = []
        if gap.ids.lowerBound < id {
            parts.append(Gap(ids: gap.ids.lowerBound...(id - 1), bound: gap.bound, reads: gap.reads))
        }
        if id < gap.ids.upperBound {
            parts.append(Gap(ids: (id + 1)...gap.ids.upperBound, bound: gap.bound, reads: gap.reads))
        }
        gaps.replaceSubrange(index...index, with: parts)
        return true
    }

    /// Sets a bound that was taken after every gap here was found.
    mutating func setBound(_ bound: UInt64) {
        for index in gaps.indices where gaps[index].bound == nil { gaps[index].bound = bound }
    }

    /// Processes a read that asked for the gaps up to `through` (nil: all) and did not find them. Gaps whose bound the
    /// read's snapshot has reached were rolled back and are removed.
    mutating func read(xmin: UInt64, through: Int64?) {
        for index in gaps.indices where through.map({ gaps[index].ids.lowerBound <= $0 }) ?? true {
            gaps[index].reads += 1
        }
        gaps = gaps.compactMap { gap in
            guard let bound = gap.bound, xmin >= bound else { return gap }
            guard let through, gap.ids.upperBound > through else { return nil }
            guard gap.ids.lowerBound <= through else { return gap }
            return Gap(ids: (through + 1)...gap.ids.upperBound, bound: gap.bound, reads: gap.reads)
        }
    }
}
