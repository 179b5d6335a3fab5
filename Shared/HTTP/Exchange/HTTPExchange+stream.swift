import CMicroHTTPD
import Executors

/// The state of a streamed response between its producer and the library.
struct StreamState {
    static let highWater = 64 * 1024

    /// The request method is HEAD: the body is neither produced nor sent.
    var omitsBody = false
    private var pending: [UInt8] = []
    private var sent = 0
    private var isFinished = false
    private var isFailed = false
    private var writer: CheckedContinuation<Bool, Never>?

    enum Portion {
        case bytes(Int)
        case wait
        case end
        case failure
    }

    /// Copies pending bytes into the library's buffer.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Portion {
        guard !isFailed else { return .failure }
        let count = min(buffer.count, pending.count - sent)
        guard count > 0 else { return isFinished ? .end : .wait }
        pending.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[sent..<(sent + count)])) }
        sent += count
        if sent == pending.count {
            pending.removeAll(keepingCapacity: pending.count <= Self.highWater)
            sent = 0
            writer.take()?.resume(returning: true)
        }
        return .bytes(count)
    }

    /// Buffers bytes. Returns true if the writer may continue, false if it must wait, and nil if the stream has failed.
    mutating func write(_ bytes: [UInt8]) -> Bool? {
        guard !isFailed else { return nil }
        if pending.isEmpty { pending = bytes } else { pending.append(contentsOf: bytes) }
        return pending.count - sent < Self.highWater
    }

    mutating func wait(_ continuation: CheckedContinuation<Bool, Never>) {
        precondition(writer == nil, "an answer has one writer at a time")
        if isFailed || pending.isEmpty { continuation.resume(returning: !isFailed) } else { writer = continuation }
    }

    mutating func finish() { isFinished = true }

    mutating func fail() {
        isFailed = true
        pending = []
        sent = 0
        writer.take()?.resume(returning: false)
    }
}

extension HTTPExchange {
    /// Produces the body in the handler's task, after the response was handed over.
    func stream(_ produce: @Sendable (HTTPBodyWriter) async throws -> Void) async {
        let omitsBody = state.withLock { $0.stream.omitsBody }
        guard !omitsBody else { return }
        do {
            try await produce(HTTPBodyWriter(sink: self))
            end { $0.finish() }
        } catch {
            end { $0.fail() }
        }
    }

    private func end(_ change: (inout StreamState) -> Void) {
        state.withLock { state in
            change(&state.stream)
            if !state.phase.isOver { resume(&state) }
        }
    }

    /// Handles the library's request for more body bytes. Called only while the library has the response.
    func sendMore(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            guard !state.isSuspended else { return 0 }
            guard !state.isAborted else { return muster_mhd_end_with_error }
            switch state.stream.read(into: buffer) {
            case .bytes(let count): return count
            case .end: return muster_mhd_end_of_stream
            case .failure: return muster_mhd_end_with_error
            case .wait: return suspend(&state) == .goOn ? 0 : muster_mhd_end_with_error
            }
        }
    }
}

extension HTTPExchange: HTTPBodySink {
    func write(_ bytes: [UInt8]) async throws(HTTPWriteError) {
        let goesOn = state.withLock { state -> Bool? in
            guard !state.isAborted, !state.phase.isOver, let goesOn = state.stream.write(bytes) else { return nil }
            if case .answering = state.phase { resume(&state) }
            return goesOn
        }
        guard let goesOn else { throw HTTPWriteError() }
        guard !goesOn else { return }
        let isThere = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.stream.wait(continuation) }
            }
        } onCancel: {
            end { $0.fail() }
        }
        guard isThere else { throw HTTPWriteError() }
    }
}
