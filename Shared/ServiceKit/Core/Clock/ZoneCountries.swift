import FoundationEssentials

/// Which countries keep which zone, by the system's `zone.tab` and `zone1970.tab`, read once.
enum ZoneCountries {
    /// ISO 3166-1 alpha-2 by the zone's name.
    static let all: [String: Set<String>] = {
        let folder = ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo"
        return ["zone.tab", "zone1970.tab"].reduce(into: [:]) { found, name in
            guard let file = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")) else { return }
            add(String(decoding: file, as: UTF8.self), to: &found)
        }
    }()

    static func add(_ table: String, to found: inout [String: Set<String>]) {
        for line in table.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 3 else { continue }
            found[String(fields[2]), default: []].formUnion(fields[0].split(separator: ",").map(String.init))
        }
    }
}

extension Zone {
    /// The countries where the zone is kept; empty for one that is no country's (`Etc/UTC`), an old name, and where the system does
    /// not say.
    package var countries: Set<String> { ZoneCountries.all[name] ?? [] }
}
