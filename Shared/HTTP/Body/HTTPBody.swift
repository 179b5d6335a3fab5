/// Why a request's body could not be read to its end.
package enum HTTPBodyError: Error, Hashable, Sendable {
    /// More bytes than allowed; thrown before any of them is read when the client announced the length.
    case tooLarge(limit: Int)
    /// The client left, or sent something that is no body.
    case incomplete
    /// The reading task was cancelled; the server does so when it stops and its time has run out.
    case cancelled
}

/// The body of a request, read once, piece by piece, while the client sends it: nothing is buffered beyond the piece in
/// hand, so a slow reader slows its client.
///
/// Reading is the handler's business. A handler that answers without reading lets the server discard a small rest, and
/// close the connection over a large one. One reader at a time.
package struct HTTPBody: Sendable {
    let source: any HTTPBodySource

    init(source: any HTTPBodySource) {
        self.source = source
    }

    /// A body that is already here: for tests, and for requests made in the process.
    package init(_ bytes: [UInt8]) {
        self.source = BytesBodySource(bytes)
    }

    package static let empty = HTTPBody(source: EmptyBodySource())

    /// The length that the client announced; nil for a chunked body.
    package var announcedLength: Int? { source.announcedLength }

    /// The next piece, never empty, or nil at the end.
    package func next() async throws(HTTPBodyError) -> [UInt8]? {
        try await source.next()
    }

    /// The whole body, at most `limit` bytes of it.
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

/// Where a body's pieces come from.
protocol HTTPBodySource: AnyObject, Sendable {
    var announcedLength: Int? { get }
    func next() async throws(HTTPBodyError) -> [UInt8]?
}
