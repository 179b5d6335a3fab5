import Executors

/// The source of an empty body.
final class EmptyBodySource: HTTPBodySource {
    let announcedLength: Int? = 0

    func next() async throws(HTTPBodyError) -> [UInt8]? { nil }
}

/// The source of a body in memory, which it returns as one piece.
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
