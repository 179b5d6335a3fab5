import Executors
import Synchronization

/// A body between the library and its reader: at most `readAhead` bytes of it, so that the client is slowed and not the
/// memory filled.
struct BodyState {
    typealias Piece = Result<[UInt8]?, HTTPBodyError>

    static let readAhead = 64 * 1024

    var announced: Int?
    var expectsContinue = false
    var incoming: [UInt8] = []
    private var reader: CheckedContinuation<Piece, Never>?
    private var outcome: Piece?

    mutating func takeIncoming() -> [UInt8] {
        defer { incoming = [] }
        return incoming
    }

    /// Gives bytes to the reader, or keeps them for it; false when there is no room.
    mutating func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let reader = reader.take() {
            reader.resume(returning: .success(Array(bytes)))
            return true
        }
        // Any one piece is taken: the library's own buffer bounds it.
        guard incoming.isEmpty || incoming.count + bytes.count <= Self.readAhead else { return false }
        incoming.append(contentsOf: bytes)
        return true
    }

    /// No more will come; the first outcome stands. What was kept is still read when the end is a good one.
    mutating func end(_ outcome: Piece) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        reader.take()?.resume(returning: outcome)
    }

    /// What the reader can have at once; nil when it must wait.
    mutating func next() -> Piece? {
        if case .failure = outcome { return outcome }
        if !incoming.isEmpty { return .success(takeIncoming()) }
        return outcome
    }

    mutating func wait(_ continuation: CheckedContinuation<Piece, Never>) {
        precondition(reader == nil, "a body has one reader at a time")
        reader = continuation
    }
}

/// The body of a request that comes while its handler runs. Asking for the first piece is what lets it come.
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
            // There is room again, or the body has not begun. Not when all of it is here: then the answer is awaited.
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
