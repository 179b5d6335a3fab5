/// Writes a streamed answer's body, piece by piece.
package struct HTTPBodyWriter: Sendable {
    let sink: any HTTPBodySink

    /// Returns when the client's connection has room again.
    package func write(_ bytes: [UInt8]) async throws(HTTPWriteError) {
        guard !bytes.isEmpty else { return }
        try await sink.write(bytes)
    }

    package func write(_ text: String) async throws(HTTPWriteError) {
        try await write(Array(text.utf8))
    }
}

/// The client has left, or the server's stop has run out of time: nothing more can be sent.
package struct HTTPWriteError: Error, Hashable, Sendable {}

protocol HTTPBodySink: AnyObject, Sendable {
    func write(_ bytes: [UInt8]) async throws(HTTPWriteError)
}
