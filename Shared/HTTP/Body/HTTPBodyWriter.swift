/// Writes the body of a streamed response piece by piece.
package struct HTTPBodyWriter: Sendable {
    let sink: any HTTPBodySink

    /// Writes bytes and returns when the client's connection has room again.
    package func write(_ bytes: [UInt8]) async throws(HTTPWriteError) {
        guard !bytes.isEmpty else { return }
        try await sink.write(bytes)
    }

    package func write(_ text: String) async throws(HTTPWriteError) {
        try await write(Array(text.utf8))
    }
}

/// Indicates that the client disconnected or the server's stop deadline passed. Nothing more can be sent.
package struct HTTPWriteError: Error, Hashable, Sendable {}

protocol HTTPBodySink: AnyObject, Sendable {
    func write(_ bytes: [UInt8]) async throws(HTTPWriteError)
}
