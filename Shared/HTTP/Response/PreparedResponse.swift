import CMicroHTTPD
import Glibc

/// A response in the library's form, created on the handler's thread to save work on the library's threads. The last
/// owner calls `release` once.
struct PreparedResponse: @unchecked Sendable {  // the library counts references to its answers under a lock
    let answer: HTTPResponse
    private let handle: OpaquePointer

    /// - Parameters:
    ///   - exchange: the source of a streamed body; it outlives the response.
    ///   - closes: whether the connection is closed after the response.
    init(_ answer: HTTPResponse, for exchange: HTTPExchange, toHead: Bool, closes: Bool) throws(HTTPRefusal) {
        var answer = answer
        // For a streamed body the library would send a last chunk, which these statuses must not have.
        if answer.status == 204 || answer.status == 304 { answer.body = .empty }
        // The library treats 1xx as an interim response.
        guard (200...999).contains(answer.status), let handle = Self.makeHandle(answer.body, exchange) else {
            throw .unusableAnswer
        }
        self.answer = answer
        self.handle = handle
        // A streamed body would get a last chunk here, too.
        if toHead, case .stream(nil, _) = answer.body { muster_mhd_end_with_connection(handle) }
        guard answer.headers.forEachField({ MHD_add_response_header(handle, $0, $1) == .YES }) else {
            MHD_destroy_response(handle)
            throw .unusableAnswer
        }
        if closes { MHD_add_response_header(handle, "Connection", "close") }
    }

    /// Queues the response. Called on the library's thread in its access handler.
    func queue(_ connection: LibraryConnection) -> Bool {
        MHD_queue_response(connection.pointer, UInt32(answer.status), handle) == .YES
    }

    func release() { MHD_destroy_response(handle) }

    private static func makeHandle(_ body: HTTPResponse.Body, _ exchange: HTTPExchange) -> OpaquePointer? {
        switch body {
        case .bytes(let bytes) where !bytes.isEmpty:
            return bytes.withUnsafeBytes {
                // The library copies the buffer and does not write to it.
                MHD_create_response_from_buffer(
                    $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .empty, .bytes:
            return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
        case .file(let file, let range):
            let range = (range ?? 0..<file.size).clamped(to: 0..<file.size)
            guard !range.isEmpty else { return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT) }
            // The library closes the descriptor that it receives.
            let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
            guard descriptor >= 0 else { return nil }
            let handle = MHD_create_response_from_fd_at_offset64(
                UInt64(range.count), descriptor, UInt64(range.lowerBound))
            if handle == nil { close(descriptor) }
            return handle
        case .stream(let length, _):
            return MHD_create_response_from_callback(
                length.map { UInt64(max(0, $0)) } ?? muster_mhd_unknown_size, 16 * 1024, readStream,
                Unmanaged.passUnretained(exchange).toOpaque(), nil)
        }
    }
}

/// Supplies the library with more of a streamed body.
private func readStream(
    _ context: UnsafeMutableRawPointer?, _: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int
) -> Int {
    guard let context, let buffer else { return muster_mhd_end_with_error }
    return Unmanaged<HTTPExchange>.fromOpaque(context).takeUnretainedValue()
        .sendMore(UnsafeMutableRawBufferPointer(start: buffer, count: size))
}
