import Synchronization

extension HTTPExchange {
    /// Handles a complete request head: refuses the request or decides when its handler starts.
    func receiveHead(_ state: inout State, _ call: LibraryCall) -> Verdict {
        do throws(HTTPRefusal) {
            let limits = core.configuration
            guard connection.mayServe() else { throw .closing }
            let target = try target.get()
            guard call.headerSize <= limits.maxHeaderBytes else {
                throw .headerTooLarge(limit: limits.maxHeaderBytes)
            }
            guard let targetEnd = UnsafeRawPointer(bitPattern: targetEnd) else { throw .target(.notAPath) }
            let head = try RequestHead(call, targetEnd: targetEnd)
            state.body.expectsContinue = head.expectsContinue
            state.stream.omitsBody = head.method == .head
            if case .length(let length) = head.framing { state.body.announced = length }
            var request = HTTPRequest(
                method: head.method, target: target, headers: head.headers, body: .empty,
                remoteAddress: connection.remoteAddress)
            switch head.framing {
            case .none:
                state.phase = .received
                state.request = request
                return .goOn
            case .length(let length) where length > limits.maxBodyBytes:
                return refuse(&state, .bodyTooLarge(limit: limits.maxBodyBytes), hasBody: true)
            case .length(let length) where length <= limits.bufferedBodyBytes && !head.expectsContinue:
                state.phase = .buffering
                state.body.incoming.reserveCapacity(length)
                state.request = request
                connection.stage.store(.body, ordering: .relaxed)
                return .goOn
            case .length, .chunked:
                request.body = HTTPBody(source: ExchangeBodySource(self, announced: state.body.announced))
                state.phase = .held
                state.request = request
                return suspend(&state)
            }
        } catch {
            return refuse(&state, error, hasBody: false)
        }
    }
}
