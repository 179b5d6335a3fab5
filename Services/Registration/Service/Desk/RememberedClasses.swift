import Primitives
import Synchronization

/// Classes that were in some state when they were last seen. They choose the way of a request and never its answer.
final class RememberedClasses: Sendable {
    private let ids = Mutex<Set<OfferingID>>([])

    func contains(_ id: OfferingID) -> Bool { ids.withLock { $0.contains(id) } }
    func insert(_ id: OfferingID) { ids.withLock { _ = $0.insert(id) } }
    func remove(_ id: OfferingID) { ids.withLock { _ = $0.remove(id) } }
}
