import Executors
import Synchronization

/// Sending the response: from the handler to libmicrohttpd.
extension HTTPExchange {
    /// The maximum size of an unread body that is discarded so that the connection can be reused.
    private var drainLimit: Int { core.configuration.tls == nil ? 256 * 1024 : Self.lingerLimit }
    /// The maximum number of bytes that are discarded after a response that was sent before the body had arrived; over
    /// TLS, where the server cannot bypass the library, before the response.
    private static let lingerLimit = 8 * 1024 * 1024

    /// Runs the handler and hands its response to the library.
    func run(_ request: HTTPRequest) async {
        let answer = await core.handler(request)
        let prepared = prepare(answer, toHead: request.method == .head)
        let isAccepted = state.withLock { state in
            guard !state.isAborted, !state.phase.isOver else { return false }
            if state.answer == nil { state.answer = prepared } else { return false }
            resume(&state)
            return true
        }
        guard isAccepted else { return prepared.release() }
        if case .stream(_, let produce) = prepared.answer.body { await stream(produce) }
    }

    /// Converts a response to the library's form, or to a refusal if it is not valid.
    private func prepare(_ answer: HTTPResponse, toHead: Bool = false) -> PreparedResponse {
        do throws(HTTPRefusal) {
            return try PreparedResponse(answer, for: self, toHead: toHead, closes: core.isStopping)
        } catch {
            return prepare(error.response)
        }
    }

    /// Hands the response to the library, which sends it after this call has returned.
    func queue(_ state: inout State) -> Verdict {
        guard let answer = state.answer.take() else { return .close }
        defer { answer.release() }
        state.phase = .answering
        connection.stage.store(.answer, ordering: .relaxed)
        return answer.queue(library) ? .goOn : .close
    }

    /// Refuses a request whose handler has not started. The library closes the connection after the response.
    func refuse(_ state: inout State, _ refusal: HTTPRefusal, hasBody: Bool) -> Verdict {
        state.answer = prepare(refusal.response)
        return hasBody ? answerEarly(&state) : queue(&state)
    }

    /// Responds before the handler has asked for the body.
    func answerEarly(_ state: inout State) -> Verdict {
        // A client that waits for `100 Continue` has not sent its body.
        if state.body.expectsContinue { return queue(&state) }
        guard let announced = state.body.announced, announced > drainLimit else {
            drain(&state)
            return .goOn
        }
        // Over TLS the client may see the closed connection before it reads the response.
        return core.configuration.tls == nil ? closeLingering(&state) : queue(&state)
    }

    private func drain(_ state: inout State) {
        state.phase = .draining(drainLimit)
        connection.stage.store(.body, ordering: .relaxed)
    }

    /// Sends the response to the socket without the library, then discards input until the client has read the response
    /// (a lingering close).
    private func closeLingering(_ state: inout State) -> Verdict {
        guard core.configuration.tls == nil, let answer = state.answer.take() else { return .close }
        defer { answer.release() }
        let withBody = !state.stream.omitsBody
        guard DirectResponse.send(answer.answer, to: connection.socket, withBody: withBody) else { return .close }
        state.phase = .lingering(Self.lingerLimit)
        connection.stage.store(.lingering, ordering: .relaxed)
        return .goOn
    }

    /// Handles a call with body bytes.
    func receiveBytes(_ state: inout State, _ call: LibraryCall) -> Verdict {
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
            guard count <= left else { return closeLingering(&state) }
            state.phase = .draining(left - count)
            call.consume()
            return .goOn
        case .lingering(let left):
            guard count <= left else { return .close }
            state.phase = .lingering(left - count)
            call.consume()
            return .goOn
        case .head, .held, .received, .answering, .over:
            return .close
        }
    }

    private func receive(_ state: inout State, _ call: LibraryCall) -> Verdict {
        if state.answer != nil {
            drain(&state)
            return receiveBytes(&state, call)
        }
        let limit = core.configuration.maxBodyBytes
        guard connection.received.load(ordering: .relaxed) <= limit else {
            state.body.end(.failure(.tooLarge(limit: limit)))
            state.answer = prepare(HTTPRefusal.bodyTooLarge(limit: limit).response)
            guard core.configuration.tls != nil else { return closeLingering(&state) }
            drain(&state)
            return receiveBytes(&state, call)
        }
        guard state.body.offer(call.bytes) else {
            connection.received.subtract(call.bytes.count, ordering: .relaxed)
            return suspend(&state)
        }
        call.consume()
        return .goOn
    }

    /// Handles the library's completed callback: the request has finished or the connection is lost.
    func completed(wasAnswered: Bool) {
        let answer = state.withLock { state in
            let answer = state.answer.take()
            if let answer, !state.isAborted, core.configuration.tls == nil {
                // The client has closed its sending side, which the library treats as a disconnect, or was timed out
                // while it sent the body. It can still read the handler's response.
                _ = DirectResponse.send(answer.answer, to: connection.socket, withBody: !state.stream.omitsBody)
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

    /// Closes the connection without a response, because the stop deadline passed.
    func abort() {
        state.withLock { state in
            state.isAborted = true
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
