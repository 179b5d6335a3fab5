/// The fields of a response as they are sent.
extension HTTPHeaders {
    /// Calls `body` with each name and value as C strings until a call returns false. Returns whether all calls
    /// returned true.
    ///
    /// Fields that frame the response or that the library writes itself are skipped. Control characters are replaced by
    /// spaces.
    func forEachField(_ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Bool) -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 2) { text in
            guard let start = text.baseAddress else { return false }
            return bytes.withUnsafeBufferPointer { bytes in
                fields.allSatisfy { field in
                    let name = bytes[field.start..<field.middle]
                    guard !Self.isReserved(name) else { return true }
                    let value = start + name.count + 1
                    Self.copy(name, to: start)
                    Self.copy(bytes[field.middle..<field.end], to: value)
                    return body(start, value)
                }
            }
        }
    }

    private static func copy(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, to place: UnsafeMutablePointer<CChar>) {
        // Indexed access lets the compiler vectorize the loop.
        let source = UnsafeBufferPointer(rebasing: bytes)
        for index in source.indices {
            let byte = source[index]
            place[index] = byte < 0x20 || byte == 0x7F ? 0x20 : CChar(bitPattern: byte)
        }
        place[source.count] = 0
    }

    private static func isReserved(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        switch name.count {
        case 4: name.equalsIgnoringCase("date")
        case 10: name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("keep-alive")
        case 14: name.equalsIgnoringCase("content-length")
        case 17: name.equalsIgnoringCase("transfer-encoding")
        default: false
        }
    }
}
