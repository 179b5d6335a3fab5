import CCurl
import Executors

/// A libcurl handle that keeps its connections between transfers. Used by one thread at a time.
final class TransferHandle {
    private let handle: UnsafeMutableRawPointer

    /// Initializes libcurl once, before the first handle is created.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init?() {
        guard Self.isReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit {
        curl_easy_cleanup(handle)
    }

    func perform(
        _ request: OutboundRequest, answerLimit: Int, _ cancellation: Cancellation
    ) -> Result<OutboundAnswer, OutboundError> {
        curl_easy_reset(handle)
        let answer = IncomingAnswer(limit: answerLimit, cancellation)
        var fields: UnsafeMutablePointer<curl_slist>?
        // Without this, libcurl waits for `100 Continue` before it sends longer bodies.
        for line in ["Expect:"] + request.headers.map({ "\($0.name): \($0.value)" }) {
            fields = curl_slist_append(fields, line) ?? fields
        }
        defer { curl_slist_free_all(fields) }
        let code = request.body.withUnsafeBufferPointer { body in
            withExtendedLifetime(answer) {
                let options = configure(request, fields, answer)
                guard options == CURLE_OK else { return options }
                if request.method == .post {
                    muster_curl_set_long(handle, CURLOPT_POST, 1)
                    muster_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count)
                    // libcurl does not copy the body. The buffer stays valid until the transfer is over.
                    let bytes = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(body.baseAddress))
                    muster_curl_set_pointer(handle, CURLOPT_POSTFIELDS, bytes)
                    if body.isEmpty { muster_curl_set_text(handle, CURLOPT_POSTFIELDS, "") }
                }
                return curl_easy_perform(handle)
            }
        }
        if answer.isTooLarge { return .failure(OutboundError(.tooLarge, "more than \(answerLimit) bytes")) }
        guard code == CURLE_OK else { return .failure(OutboundError(code)) }
        return .success(
            OutboundAnswer(
                status: muster_curl_response_code(handle), headers: answer.headers, body: answer.body))
    }

    private func configure(
        _ request: OutboundRequest, _ fields: UnsafeMutablePointer<curl_slist>?, _ answer: IncomingAnswer
    ) -> CURLcode {
        let (seconds, attoseconds) = request.timeout.components
        let milliseconds = max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
        let context = Unmanaged.passUnretained(answer).toOpaque()
        let results = [
            muster_curl_set_text(handle, CURLOPT_URL, request.url),
            // Allows only HTTP and follows no redirect, so that a bearer token is never sent to another host.
            muster_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            muster_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            // SIGALRM does not work with threads.
            muster_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            muster_curl_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds),
            muster_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, 5000)),
            muster_curl_set_text(handle, CURLOPT_USERAGENT, "muster"),
            // Ignores proxy settings from the environment.
            muster_curl_set_text(handle, CURLOPT_PROXY, ""),
            muster_curl_set_list(handle, CURLOPT_HTTPHEADER, fields),
            muster_curl_set_pointer(handle, CURLOPT_WRITEDATA, context),
            muster_curl_set_transfer(handle, CURLOPT_WRITEFUNCTION, receiveBody),
            muster_curl_set_pointer(handle, CURLOPT_HEADERDATA, context),
            muster_curl_set_transfer(handle, CURLOPT_HEADERFUNCTION, receiveHeader),
            muster_curl_set_long(handle, CURLOPT_NOPROGRESS, 0),
            muster_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context),
            muster_curl_set_progress(handle, reportProgress),
        ]
        return results.first { $0 != CURLE_OK } ?? CURLE_OK
    }
}

extension OutboundError {
    fileprivate init(_ code: CURLcode) {
        let detail = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_PROXY:
            self.init(.unreachable, detail)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
            self.init(.untrusted, detail)
        case CURLE_OPERATION_TIMEDOUT: self.init(.timedOut, detail)
        case CURLE_ABORTED_BY_CALLBACK: self.init(.cancelled, detail)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: self.init(.invalid, detail)
        default: self.init(.broken, detail)
        }
    }
}
