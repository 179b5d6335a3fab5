/// The reason why a request body could not be read to its end.
package enum HTTPBodyError: Error, Hashable, Sendable {
    /// The body exceeds the limit. If the client announced the length, this is thrown before any byte is read.
    case tooLarge(limit: Int)
    /// The client disconnected or sent a malformed body.
    case incomplete
    /// The reading task was cancelled. The server cancels handlers when its stop deadline passes.
    case cancelled
}

/// A request body, read once and piece by piece while the client sends it. Nothing beyond the present piece is
/// buffered, so a slow reader slows its client.
///
/// If a handler responds without reading the body, the server discards a short remainder and closes the connection on a
/// long one. Only one task may read at a time.
package struct HTTPBody: Sendable {
    let source: any HTTPBodySource

    init(source: any HTTPBodySource) {
        self.source = source
    }

    /// Creates a body from bytes in memory, for tests and for requests made in the process.
    package init(_ bytes: [UInt8]) {
        self.source = BytesBodySource(bytes)
    }

    package static let empty = HTTPBody(source: EmptyBodySource())

    /// The length that the client announced; nil for a chunked body.
    package var announcedLength: Int? { source.announcedLength }

    /// Returns the next piece, which is never empty, or nil at the end.
    package func next() async throws(HTTPBodyError) -> [UInt8]? {
        try await source.next()
    }

    /// Reads the whole body.
    ///
    /// - Throws: `tooLarge` if the body exceeds `limit` bytes.
    package func collect(upTo limit: Int) async throws(HTTPBodyError) -> [UInt8] {
        let announced = announcedLength ?? 0
        guard announced <= limit else { throw .tooLarge(limit: limit) }
        guard var collected = try await next() else { return [] }
        guard collected.count <= limit else { throw .tooLarge(limit: limit) }
        if announced > collected.count { collected.reserveCapacity(announced) }
        while let piece = try await next() {
            guard piece.count <= limit - collected.count else { throw .tooLarge(limit: limit) }
            collected.append(contentsOf: piece)
        }
        return collected
    }
}

extension HTTPBody: AsyncSequence {
    package struct AsyncIterator: AsyncIteratorProtocol {
        let source: any HTTPBodySource

        package mutating func next() async throws(HTTPBodyError) -> [UInt8]? {
            try await source.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: source)
    }
}

/// The source of a body's pieces.
protocol HTTPBodySource: AnyObject, Sendable {
    var announcedLength: Int? { get }
    func next() async throws(HTTPBodyError) -> [UInt8]?
}
