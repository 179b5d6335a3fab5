/// The ids that are missing below the highest one seen (R1, R2): a transaction that has not committed yet, or an insert
/// that was rolled back. Pure; the relay's machine owns one.
struct JournalGaps: Equatable, Sendable {
    struct Gap: Equatable, Sendable {
        var ids: ClosedRange<Int64>
        /// `pg_current_xact_id()` of a transaction that began after the gap was seen: whoever drew an id of the gap has a
        /// lower xid, so once a snapshot's `xmin` reaches the bound, nobody who could still fill it is running.
        var bound: UInt64?
        /// How many reads asked for it. Most gaps are filled by the next one, and a bound costs an xid.
        var reads = 0
    }

    private(set) var gaps: [Gap] = []

    var isEmpty: Bool { gaps.isEmpty }
    var lowest: Int64? { gaps.first?.ids.lowerBound }
    var ranges: [ClosedRange<Int64>] { gaps.map(\.ids) }
    var needBound: Bool { gaps.contains { $0.bound == nil && $0.reads > 0 } }

    /// Ids above everything seen so far: those between are missing.
    mutating func add(_ ids: ClosedRange<Int64>) {
        gaps.append(Gap(ids: ids))
    }

    /// The id has come. Answers whether it was missing.
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

    /// A bound that was taken after every gap here was seen.
    mutating func setBound(_ bound: UInt64) {
        for index in gaps.indices where gaps[index].bound == nil { gaps[index].bound = bound }
    }

    /// A read that asked for the gaps up to `through` (nil: all) did not find what still stands here. Those whose bound
    /// that same read's snapshot has reached were rolled back, and are forgotten.
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
