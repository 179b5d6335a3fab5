import Executors
import Synchronization

/// The state of a body between the library and its reader. At most `readAhead` bytes are buffered, which slows the
/// client instead of using memory.
struct BodyState {
    typealias Piece = Result<[UInt8]?, HTTPBodyError>

    static let readAhead = 64 * 1024

    var announced: Int?
    var expectsContinue = false
    var incoming: [UInt8] = []
    private var reader: CheckedContinuation<Piece, Never>?
    private var outcome: Piece?

    mutating func removeIncoming() -> [UInt8] {
        defer { incoming = [] }
        return incoming
    }

    /// Hands bytes to the reader or buffers them. Returns false if there is no room.
    mutating func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let reader = reader.take() {
            reader.resume(returning: .success(Array(bytes)))
            return true
        }
        // A single piece is always accepted. The library's buffer limits its size.
        guard incoming.isEmpty || incoming.count + bytes.count <= Self.readAhead else { return false }
        incoming.append(contentsOf: bytes)
        return true
    }

    /// Ends the body. Only the first outcome counts. After a successful end the buffered bytes can still be read.
    mutating func end(_ outcome: Piece) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        reader.take()?.resume(returning: outcome)
    }

    /// Returns what the reader can have immediately, or nil if it must wait.
    mutating func next() -> Piece? {
        if case .failure = outcome { return outcome }
        if !incoming.isEmpty { return .success(removeIncoming()) }
        return outcome
    }

    mutating func wait(_ continuation: CheckedContinuation<Piece, Never>) {
        precondition(reader == nil, "a body has one reader at a time")
        reader = continuation
    }
}

/// The body of a request that arrives while its handler runs. The client's body is read only after the first call of
/// `next`.
final class ExchangeBodySource: HTTPBodySource {
    let announcedLength: Int?
    private let exchange: HTTPExchange

    init(_ exchange: HTTPExchange, announced: Int?) {
        self.exchange = exchange
        announcedLength = announced
    }

    func next() async throws(HTTPBodyError) -> [UInt8]? {
        let piece = await withTaskCancellationHandler {
            await withCheckedContinuation { exchange.read($0) }
        } onCancel: {
            exchange.endBody(.failure(.cancelled))
        }
        return try piece.get()
    }
}

extension HTTPExchange {
    fileprivate func read(_ continuation: CheckedContinuation<BodyState.Piece, Never>) {
        state.withLock { state in
            if let piece = state.body.next() {
                continuation.resume(returning: piece)
            } else {
                state.body.wait(continuation)
            }
            // Resumes the connection if there is room again or the body has not started. A request that has arrived
            // completely stays suspended until its response.
            if state.phase.wantsBody, state.isSuspended { wake(&state) }
        }
    }

    private func wake(_ state: inout State) {
        connection.stage.store(.body, ordering: .relaxed)
        resume(&state)
    }

    fileprivate func endBody(_ outcome: BodyState.Piece) {
        state.withLock { $0.body.end(outcome) }
    }
}

extension HTTPExchange.Phase {
    fileprivate var wantsBody: Bool {
        switch self {
        case .held, .receiving: true
        default: false
        }
    }
}
