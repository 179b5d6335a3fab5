import CMicroHTTPD
import Foundation
import Glibc

/// libmicrohttpd alone: the connection is suspended, a task encodes the response, the connection is resumed and the
/// response is queued.
struct BareServer {
    let port: Int
    private let daemon: OpaquePointer

    static func start() throws -> BareServer {
        let socket = Glibc.socket(AF_INET, streamSocket | Int32(O_NONBLOCK), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && listen(socket, 1024) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        var settings = muster_mhd_settings()
        settings.threads = 2
        settings.listen_socket = socket
        settings.connection_memory = 32 * 1024
        settings.connection_limit = 4096
        settings.timeout_seconds = 30
        settings.access = answerBare
        guard isListening, let daemon = muster_mhd_start(&settings) else {
            throw BenchmarkError("the bare server did not start")
        }
        return BareServer(port: Int(UInt16(bigEndian: address.sin_port)), daemon: daemon)
    }

    func stop() { MHD_stop_daemon(daemon) }
}

let streamSocket = Int32(SOCK_STREAM.rawValue)

/// A request: created at the first call, answered from the second on, released with its response. The library calls
/// again only after the resume.
private final class BareRequest: @unchecked Sendable {  // the resume hands it from the task to the library's thread
    let connection: OpaquePointer
    var answer: [UInt8]?

    init(_ connection: OpaquePointer) {
        self.connection = connection
    }
}

private let answerBare: MHD_AccessHandlerCallback = { _, connection, url, _, _, _, _, context in
    guard let connection, let url, let context else { return MHD_Result(rawValue: 0)! }
    guard let known = context.pointee else {
        // Only the head has arrived. A response now would close the connection.
        context.pointee = Unmanaged.passRetained(BareRequest(connection)).toOpaque()
        return MHD_Result(rawValue: 1)!
    }
    let request = Unmanaged<BareRequest>.fromOpaque(known).takeUnretainedValue()
    guard var answer = request.answer else {
        let id = String(cString: url + strlen("/v1/things/"))
        MHD_suspend_connection(connection)
        Task {
            request.answer = (try? [UInt8](JSONEncoder().encode(Thing(id: id)))) ?? []
            MHD_resume_connection(request.connection)
        }
        return MHD_Result(rawValue: 1)!
    }
    context.pointee = nil
    Unmanaged.passUnretained(request).release()
    let response = answer.withUnsafeMutableBytes {
        MHD_create_response_from_buffer($0.count, $0.baseAddress, MHD_ResponseMemoryMode(rawValue: 2)!)
    }
    defer { MHD_destroy_response(response) }
    MHD_add_response_header(response, "Content-Type", "application/json")
    return MHD_queue_response(connection, 200, response)
}
