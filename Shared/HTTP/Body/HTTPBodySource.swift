import Executors

/// The body of a request without one.
final class EmptyBodySource: HTTPBodySource {
    let announcedLength: Int? = 0

    func next() async throws(HTTPBodyError) -> [UInt8]? { nil }
}

/// A body that is already in memory, handed out in one piece.
final class BytesBodySource: HTTPBodySource {
    let announcedLength: Int?
    private let bytes: Monitor<[UInt8]>

    init(_ bytes: [UInt8]) {
        self.announcedLength = bytes.count
        self.bytes = Monitor(bytes)
    }

    func next() async throws(HTTPBodyError) -> [UInt8]? {
        bytes.withLock { bytes in
            guard !bytes.isEmpty else { return nil }
            defer { bytes = [] }
            return bytes
        }
    }
}
