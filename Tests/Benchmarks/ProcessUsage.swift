import Foundation

/// A process with its children, as PostgreSQL has them, and its processor use.
struct ProcessUsage: Sendable {
    let name: String
    let process: Int

    /// Returns the processor seconds since the start of each process.
    func seconds() -> Double {
        let all = Self.table()
        var mine: Set<Int> = [process]
        var grew = true
        while grew {
            let more = all.filter { mine.contains($0.parent) && !mine.contains($0.process) }.map(\.process)
            mine.formUnion(more)
            grew = !more.isEmpty
        }
        let ticks = all.filter { mine.contains($0.process) }.reduce(0) { $0 + $1.ticks }
        return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    var residentMegabytes: Double { megabytes("VmRSS:") }
    /// The peak memory.
    var peakMegabytes: Double { megabytes("VmHWM:") }

    private func megabytes(_ name: String) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return kilobytes / 1024
    }

    private struct Entry {
        let process: Int
        let parent: Int
        let ticks: Int
    }

    /// Parses `/proc/<pid>/stat` after the name, which may contain spaces. Children that have ended are counted with
    /// their parent.
    private static func table() -> [Entry] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return folders.compactMap(Int.init).compactMap { process in
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 15, let parent = Int(fields[1]) else { return nil }
            return Entry(process: process, parent: parent, ticks: fields[11...14].compactMap { Int($0) }.reduce(0, +))
        }
    }
}

/// Measures the processor use of each process over a period.
struct UsageMeter {
    private let groups: [ProcessUsage]
    private let before: [Double]
    private let start = ContinuousClock.now

    init(_ groups: [ProcessUsage]) {
        self.groups = groups
        before = groups.map { $0.seconds() }
    }

    /// Returns the percentages of a core since the start.
    func shares() -> [Double] {
        let elapsed = (ContinuousClock.now - start).inSeconds
        return seconds().map { $0 / elapsed * 100 }
    }

    /// Returns the processor seconds since the start.
    func seconds() -> [Double] {
        zip(groups.map { $0.seconds() }, before).map { $0 - $1 }
    }
}
