import CMicroHTTPD
import Glibc

/// An answer in the library's form, made where the handler ran so that the library's threads need not. Whoever holds it
/// last calls `release`, once.
struct PreparedAnswer: @unchecked Sendable {  // the library counts references to its answers under a lock
    let answer: HTTPResponse
    private let handle: OpaquePointer

    /// - Parameters:
    ///   - exchange: whose bytes a streamed answer sends; it outlives the answer.
    ///   - closes: the connection is not kept open behind it.
    init(_ answer: HTTPResponse, for exchange: HTTPExchange, toHead: Bool, closes: Bool) throws(HTTPRefusal) {
        var answer = answer
        // The library would send the last chunk of a body that these must not have.
        if answer.status == 204 || answer.status == 304 { answer.body = .empty }
        // It takes 1xx for the beginning of another answer.
        guard (200...999).contains(answer.status), let handle = Self.makeHandle(answer.body, exchange) else {
            throw .unusableAnswer
        }
        self.answer = answer
        self.handle = handle
        // Here too there would be a last chunk.
        if toHead, case .stream(nil, _) = answer.body { muster_mhd_end_with_connection(handle) }
        guard answer.headers.forEachField({ MHD_add_response_header(handle, $0, $1) == .YES }) else {
            MHD_destroy_response(handle)
            throw .unusableAnswer
        }
        if closes { MHD_add_response_header(handle, "Connection", "close") }
    }

    /// On the library's thread, in its access handler.
    func queue(_ connection: LibraryConnection) -> Bool {
        MHD_queue_response(connection.pointer, UInt32(answer.status), handle) == .YES
    }

    func release() { MHD_destroy_response(handle) }

    private static func makeHandle(_ body: HTTPResponse.Body, _ exchange: HTTPExchange) -> OpaquePointer? {
        switch body {
        case .bytes(let bytes) where !bytes.isEmpty:
            return bytes.withUnsafeBytes {
                // Copied by the library, which writes to no buffer that it is given.
                MHD_create_response_from_buffer(
                    $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .empty, .bytes:
            return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
        case .file(let file, let range):
            let range = (range ?? 0..<file.size).clamped(to: 0..<file.size)
            guard !range.isEmpty else { return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT) }
            // The library closes the descriptor that it is given.
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

/// The library asks for more of a streamed answer.
private func readStream(
    _ context: UnsafeMutableRawPointer?, _: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int
) -> Int {
    guard let context, let buffer else { return muster_mhd_end_with_error }
    return Unmanaged<HTTPExchange>.fromOpaque(context).takeUnretainedValue()
        .sendMore(UnsafeMutableRawBufferPointer(start: buffer, count: size))
}
