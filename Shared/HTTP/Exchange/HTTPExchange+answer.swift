import Executors
import Synchronization

/// The way of an answer from the handler to the library.
extension HTTPExchange {
    /// How much of a body that nobody wants is read, so that the connection can be used again.
    private var drainLimit: Int { core.configuration.tls == nil ? 256 * 1024 : Self.farewellLimit }
    /// How much is read behind an answer that went out while the body was coming; over TLS, where we cannot write past the
    /// library, before the answer.
    private static let farewellLimit = 8 * 1024 * 1024

    /// The handler's task.
    func run(_ request: HTTPRequest) async {
        let answer = await core.handler(request)
        let prepared = prepare(answer, toHead: request.method == .head)
        let isTaken = state.withLock { state in
            guard !state.isCut, !state.phase.isOver else { return false }
            if state.answer == nil { state.answer = prepared } else { return false }
            resume(&state)
            return true
        }
        guard isTaken else { return prepared.release() }
        if case .stream(_, let produce) = prepared.answer.body { await stream(produce) }
    }

    /// In the library's form; a refusal when it has none.
    private func prepare(_ answer: HTTPResponse, toHead: Bool = false) -> PreparedAnswer {
        do throws(HTTPRefusal) {
            return try PreparedAnswer(answer, for: self, toHead: toHead, closes: core.isStopping)
        } catch {
            return prepare(error.response)
        }
    }

    /// Gives the answer to the library, which sends it when we have returned.
    func queue(_ state: inout State) -> Verdict {
        guard let answer = state.answer.take() else { return .close }
        defer { answer.release() }
        state.phase = .answering
        connection.stage.store(.answer, ordering: .relaxed)
        return answer.queue(library) ? .goOn : .close
    }

    /// An answer of our own to a request whose handler has not begun. The library closes the connection behind it.
    func refuse(_ state: inout State, _ refusal: HTTPRefusal, hasBody: Bool) -> Verdict {
        state.answer = prepare(refusal.response)
        return hasBody ? answerEarly(&state) : queue(&state)
    }

    /// The answer is there and the body has not been asked for.
    func answerEarly(_ state: inout State) -> Verdict {
        // A client that waits to be told keeps its body.
        if state.body.expectsContinue { return queue(&state) }
        guard let announced = state.body.announced, announced > drainLimit else {
            drain(&state)
            return .goOn
        }
        // At the risk, over TLS, that the client meets the closed connection before it reads the answer.
        return core.configuration.tls == nil ? bidFarewell(&state) : queue(&state)
    }

    private func drain(_ state: inout State) {
        state.phase = .draining(drainLimit)
        connection.stage.store(.body, ordering: .relaxed)
    }

    /// Sends the answer past the library, and listens on until the client has seen it.
    private func bidFarewell(_ state: inout State) -> Verdict {
        guard core.configuration.tls == nil, let answer = state.answer.take() else { return .close }
        defer { answer.release() }
        let withBody = !state.stream.isUnwanted
        guard DirectAnswer.send(answer.answer, to: connection.socket, withBody: withBody) else { return .close }
        state.phase = .farewell(Self.farewellLimit)
        connection.stage.store(.farewell, ordering: .relaxed)
        return .goOn
    }

    /// A call with bytes of the body.
    func take(_ state: inout State, _ call: LibraryCall) -> Verdict {
        let count = call.bytes.count
        connection.received.add(count, ordering: .relaxed)
        switch state.phase {
        case .buffering:
            state.body.incoming.append(contentsOf: call.bytes)
            call.consume()
            return .goOn
        case .receiving:
            return receive(&state, call)
        case .draining(let left):
            guard count <= left else { return bidFarewell(&state) }
            state.phase = .draining(left - count)
            call.consume()
            return .goOn
        case .farewell(let left):
            guard count <= left else { return .close }
            state.phase = .farewell(left - count)
            call.consume()
            return .goOn
        case .head, .held, .received, .answering, .over:
            return .close
        }
    }

    private func receive(_ state: inout State, _ call: LibraryCall) -> Verdict {
        if state.answer != nil {
            drain(&state)
            return take(&state, call)
        }
        let limit = core.configuration.maxBodyBytes
        guard connection.received.load(ordering: .relaxed) <= limit else {
            state.body.end(.failure(.tooLarge(limit: limit)))
            state.answer = prepare(HTTPRefusal.bodyTooLarge(limit: limit).response)
            guard core.configuration.tls != nil else { return bidFarewell(&state) }
            drain(&state)
            return take(&state, call)
        }
        guard state.body.offer(call.bytes) else {
            connection.received.subtract(call.bytes.count, ordering: .relaxed)
            return suspend(&state)
        }
        call.consume()
        return .goOn
    }

    /// The completed callback: the request is done with, or the connection gone.
    func completed(wasAnswered: Bool) {
        let answer = state.withLock { state in
            let answer = state.answer.take()
            if let answer, !state.isCut, core.configuration.tls == nil {
                // The client has ended its side, which the library takes for its leaving, or was given up in the middle
                // of its body: it can still hear what the handler had to say.
                _ = DirectAnswer.send(answer.answer, to: connection.socket, withBody: !state.stream.isUnwanted)
            }
            state.phase = .over
            state.request = nil
            state.body.end(.failure(.incomplete))
            state.stream.fail()
            return answer
        }
        answer?.release()
        if !wasAnswered { cancelHandler() }
        core.ended(connection)
    }

    /// A stop has run out of time: the connection is closed without an answer.
    func cut() {
        state.withLock { state in
            state.isCut = true
            state.body.end(.failure(.cancelled))
            state.stream.fail()
            resume(&state)
        }
        cancelHandler()
    }
}

extension HTTPExchange.Phase {
    var isOver: Bool { if case .over = self { true } else { false } }
}
