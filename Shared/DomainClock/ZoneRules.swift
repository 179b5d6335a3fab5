import FoundationEssentials
import Synchronization

/// When a zone's clock stood how far from Greenwich: the system's compiled zone file (TZif, RFC 9636), read once.
///
/// Debian's tzdata brings the files and follows every change of law; a toolchain's own tables would stay as they were
/// built.
struct ZoneRules: Sendable {
    /// Moments, seconds since 1970, at which the offset changes, in order, and the offset from each on.
    let changes: [(at: Int, offset: Int)]
    /// Before the first change.
    let firstOffset: Int
    /// After the last change; nil when the last offset stays.
    let footer: ZoneFooter?

    static let utc = ZoneRules(changes: [], firstOffset: 0, footer: nil)

    /// Seconds east of Greenwich.
    func offset(at second: Int) -> Int {
        guard let last = changes.last else { return footer?.offset(at: second) ?? firstOffset }
        if second >= last.at { return footer?.offset(at: second) ?? last.offset }
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : changes[low - 1].offset
    }

    private static let known = Mutex<[String: ZoneRules]>([:])

    /// The rules of a zone; nil when the system has no such zone. The name must be checked to be no path of another
    /// kind.
    static func named(_ name: String) -> ZoneRules? {
        if let rules = known.withLock({ $0[name] }) { return rules }
        let folder = ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo"
        guard let file = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")),
            let rules = ZoneRules(file: [UInt8](file))
        else { return nil }
        known.withLock { $0[name] = rules }
        return rules
    }
}

extension ZoneRules {
    /// Reads a zone file of version 2 or later; nil when it is none.
    init?(file: [UInt8]) {
        guard let old = Header(file, at: 0), old.version >= UInt8(ascii: "2") else { return nil }
        // The first block has 32-bit times, for readers of version 1; all of it is in the second again.
        let start = Header.size + old.bodySize(timeSize: 4)
        guard let header = Header(file, at: start) else { return nil }
        let times = start + Header.size
        let kinds = times + header.times * 8
        let types = kinds + header.times
        let end = start + Header.size + header.bodySize(timeSize: 8)
        guard header.types > 0, end < file.count, file[end] == UInt8(ascii: "\n") else { return nil }
        let offsets = (0..<header.types).map { Int(Int32(truncatingIfNeeded: bigEndian(file, types + $0 * 6, 4))) }
        var changes: [(at: Int, offset: Int)] = []
        for index in 0..<header.times {
            let kind = Int(file[kinds + index])
            guard kind < offsets.count else { return nil }
            changes.append((bigEndian(file, times + index * 8, 8), offsets[kind]))
        }
        // The rule stands between two line feeds.
        guard let close = file[(end + 1)...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let text = file[(end + 1)..<close]
        let footer = ZoneFooter(String(decoding: text, as: UTF8.self))
        guard text.isEmpty || footer != nil else { return nil }
        self.init(changes: changes, firstOffset: offsets[0], footer: footer)
    }

    private struct Header {
        static let size = 44
        let version: UInt8
        let universal, standard, leaps, times, types, names: Int

        init?(_ file: [UInt8], at start: Int) {
            guard file.count >= start + Header.size, file[start..<start + 4].elementsEqual("TZif".utf8) else {
                return nil
            }
            version = file[start + 4]
            let counts = (0..<6).map { bigEndian(file, start + 20 + $0 * 4, 4) }
            (universal, standard, leaps, times, types, names) =
                (counts[0], counts[1], counts[2], counts[3], counts[4], counts[5])
        }

        func bodySize(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + names + leaps * (timeSize + 4) + standard + universal
        }
    }
}

private func bigEndian(_ file: [UInt8], _ start: Int, _ count: Int) -> Int {
    Int(truncatingIfNeeded: file[start..<start + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
}
