import Primitives
import Synchronization

/// A class as the calendar's lists show it: its JSON, made once a version.
struct ShownClass: Sendable {
    var id: OfferingID
    var version: Int
    var startsOn: Day
    var json: [UInt8]
}

/// The classes that lists showed lately. A version is one content for ever, so what is kept here is never wrong: the version comes
/// from the database with every search.
final class ShownClasses: Sendable {
    fileprivate struct Generations {
        var young: [OfferingID: ShownClass] = [:]
        var old: [OfferingID: ShownClass] = [:]
    }

    private let generations = Mutex(Generations())
    private let limit: Int

    /// - Parameter limit: twice as many are kept at most, of about 1 KB each.
    init(limit: Int = 8192) {
        self.limit = limit
    }

    /// Each where it is known in this version, nil where not.
    func known(_ wanted: [(id: OfferingID, version: Int)]) -> [ShownClass?] {
        generations.withLock { generations in
            wanted.map { id, version in
                if let shown = generations.young[id], shown.version == version { return shown }
                guard let shown = generations.old[id], shown.version == version else { return nil }
                generations.insert(shown, limit)
                return shown
            }
        }
    }

    func keep(_ classes: [ShownClass]) {
        generations.withLock { generations in
            for shown in classes { generations.insert(shown, limit) }
        }
    }
}

extension ShownClasses.Generations {
    /// What was not asked for while as many others were goes.
    fileprivate mutating func insert(_ shown: ShownClass, _ limit: Int) {
        young[shown.id] = shown
        guard young.count >= limit else { return }
        old = young
        young = [:]
    }
}
