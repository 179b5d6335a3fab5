import Synchronization

/// All series of one metric name. The same label values always return the same handle.
///
/// Series beyond `seriesLimit` share one series whose label values are all `other`, so that callers' input cannot
/// exhaust memory.
package final class MetricFamily<Handle: Sendable>: Sendable {
    package static var seriesLimit: Int { 2000 }

    let name: String
    let help: String
    let kind: MetricKind
    let labelNames: [String]
    private let make: @Sendable () -> Handle
    private let handles = Mutex<[[String]: Handle]>([:])

    init(name: String, help: String, kind: MetricKind, labelNames: [String], make: @escaping @Sendable () -> Handle) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labelNames = labelNames
        self.make = make
    }

    /// Returns the handle for these label values, given in the order of the family's label names.
    package func labelled(_ values: String...) -> Handle {
        labelled(values)
    }

    package func labelled(_ values: [String]) -> Handle {
        precondition(values.count == labelNames.count, "\(name) has the labels \(labelNames)")
        return handles.withLock { handles in
            if let handle = handles[values] { return handle }
            var key = values
            if handles.count >= Self.seriesLimit, !values.isEmpty {
                key = values.map { _ in "other" }
                if let handle = handles[key] { return handle }
            }
            let handle = make()
            handles[key] = handle
            return handle
        }
    }

    /// Removes every series. Used before refilling a gauge whose series come and go, such as partitions.
    package func removeAll() {
        handles.withLock { $0.removeAll() }
    }

    var series: [(labels: MetricLabels, handle: Handle)] {
        handles.withLock { handles in
            handles.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { values, handle in
                (zip(labelNames, values).map { (name: $0, value: $1) }, handle)
            }
        }
    }
}
