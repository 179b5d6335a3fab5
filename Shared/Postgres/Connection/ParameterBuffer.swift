/// Where the values of one statement stand, as libpq wants it, in memory that is used again for the next.
struct ParameterBuffer {
    private var types: [UInt32] = []
    private var values: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    struct Lists {
        let count: Int32
        let types: UnsafePointer<UInt32>?
        /// A null pointer is NULL.
        let values: UnsafePointer<UnsafePointer<CChar>?>?
        let lengths: UnsafePointer<Int32>?
        /// 1: binary.
        let formats: UnsafePointer<Int32>?
    }

    /// Lends the lists for one call of libpq.
    mutating func withValues<R>(of query: Query, _ body: (Lists) -> R) -> R {
        types.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        // A value of no bytes is not NULL, so it needs a place too.
        return query.values.bytes.withUnsafeBytes { memory in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { nothing in
                let start = memory.bindMemory(to: CChar.self).baseAddress ?? UnsafePointer(nothing.baseAddress)
                for parameter in query.parameters {
                    types.append(parameter.oid)
                    values.append(parameter.value.flatMap { range in start.map { $0 + range.lowerBound } })
                    lengths.append(Int32(parameter.value?.count ?? 0))
                    formats.append(1)
                }
                return lend(body)
            }
        }
    }

    private func lend<R>(_ body: (Lists) -> R) -> R {
        types.withUnsafeBufferPointer { types in
            values.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(
                            Lists(
                                count: Int32(types.count), types: types.baseAddress, values: values.baseAddress,
                                lengths: lengths.baseAddress, formats: formats.baseAddress))
                    }
                }
            }
        }
    }
}
