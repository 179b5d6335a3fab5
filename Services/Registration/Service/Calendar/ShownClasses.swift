import FoundationEssentials
import Primitives
import RegistrationDomain
import Synchronization

/// A class as the calendar's lists show it: its JSON, encoded once a version.
struct ShownClass: Sendable {
    var id: OfferingID
    var version: Int
    var startsOn: Day
    var json: [UInt8]

    /// Appends bytes that no other version of any class appends.
    func addVersion(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: (id.uuid.uuid, version.littleEndian)) { bytes.append(contentsOf: $0) }
    }
}

/// Searches the calendar (C5) and keeps the classes that its lists showed last. The content of a version never changes,
/// and every search reads the current versions, so a kept class is never outdated.
final class ShownClasses: Sendable {
    private let calendar: CalendarRepository
    private let encode: @Sendable (Offering) throws -> [UInt8]
    private let classes: Mutex<RecentMap<OfferingID, ShownClass>>

    /// - Parameters:
    ///   - limit: At most twice this number is kept, each of about 1 KB.
    ///   - encode: Encodes a class for the lists.
    init(
        _ calendar: CalendarRepository, limit: Int = 16_384, encode: @escaping @Sendable (Offering) throws -> [UInt8]
    ) {
        self.calendar = calendar
        self.encode = encode
        classes = Mutex(RecentMap(limit: limit))
    }

    /// Returns one page of the calendar by starting day, as of one moment, and one class more if there is one.
    ///
    /// The search reads versions only; the classes that changed since they were last shown are then read whole. If one
    /// of them changes between the two statements, it may not match the search any more, and the page is read again in
    /// one statement.
    func page(_ search: CalendarSearch) async throws -> [ShownClass] {
        Rule.keep(.C5)
        let versions = try await calendar.versions(search)
        var page = known(versions)
        let missing = zip(versions, page).compactMap { $1 == nil ? $0.id : nil }
        if missing.isEmpty { return page.compactMap(\.self) }
        let read = try keep(try await calendar.offerings(missing))
        let found = Dictionary(read.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (place, current) in versions.enumerated() where page[place] == nil {
            guard let shown = found[current.id], shown.version == current.version else {
                return try keep(try await calendar.offerings(search))
            }
            page[place] = shown
        }
        return page.compactMap(\.self)
    }

    /// Returns the kept class for each version, nil where there is none.
    private func known(_ versions: [ClassVersion]) -> [ShownClass?] {
        classes.withLock { classes in
            versions.map { current in classes[current.id].flatMap { $0.version == current.version ? $0 : nil } }
        }
    }

    private func keep(_ offerings: [Offering]) throws -> [ShownClass] {
        let shown = try offerings.map { offering in
            ShownClass(
                id: offering.id, version: offering.version, startsOn: offering.startsOn, json: try encode(offering))
        }
        classes.withLock { classes in
            for shown in shown { classes[shown.id] = shown }
        }
        return shown
    }
}
