/// The values of one statement as C strings, in memory that is used again for the next.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var types: [UInt32] = []
    private var values: [UnsafePointer<CChar>?] = []

    /// Lends the values as libpq wants them; a null pointer is NULL.
    mutating func withValues<R>(
        of query: Query,
        _ body: (_ types: UnsafePointer<UInt32>, _ values: UnsafePointer<UnsafePointer<CChar>?>, _ count: Int32) -> R
    ) -> R {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        types.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        for parameter in query.parameters {
            types.append(parameter.oid)
            offsets.append(parameter.text == nil ? -1 : bytes.count)
            if let text = parameter.text {
                bytes.append(contentsOf: text.utf8)
                bytes.append(0)
            }
        }
        // Pointers only now: the buffer moves while it grows.
        return bytes.withUnsafeBytes { memory in
            let text = memory.bindMemory(to: CChar.self).baseAddress
            for offset in offsets {
                values.append(offset < 0 ? nil : text.map { $0 + offset })
            }
            return body(types, values, Int32(query.parameters.count))
        }
    }
}
