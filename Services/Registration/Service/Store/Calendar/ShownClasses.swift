import FoundationEssentials
import Primitives
import Synchronization

/// A class as the calendar's lists show it: its JSON, made once a version.
struct ShownClass: Sendable {
    var id: OfferingID
    var version: Int
    var startsOn: Day
    var json: [UInt8]

    /// Adds what no other version of any class adds.
    func addVersion(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: (id.uuid.uuid, version.littleEndian)) { bytes.append(contentsOf: $0) }
    }
}

/// The classes that lists showed lately. A version is one content for ever, so what is kept here is never wrong: the version comes
/// from the database with every search.
final class ShownClasses: Sendable {
    private let classes: Mutex<RecentMap<OfferingID, ShownClass>>

    /// - Parameter limit: twice as many are kept at most, of about 1 KB each.
    init(limit: Int = 16_384) {
        classes = Mutex(RecentMap(limit: limit))
    }

    /// Each where it is known in this version, nil where not.
    func known(_ wanted: [(id: OfferingID, version: Int)]) -> [ShownClass?] {
        classes.withLock { classes in
            wanted.map { id, version in classes[id].flatMap { $0.version == version ? $0 : nil } }
        }
    }

    func keep(_ shown: [ShownClass]) {
        classes.withLock { classes in
            for shown in shown { classes[shown.id] = shown }
        }
    }
}
