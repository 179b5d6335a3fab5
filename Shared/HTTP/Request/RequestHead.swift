import CMicroHTTPD

/// A request's header fields and the framing of its body, read from the library in one pass. The checks are stricter
/// than the library's: two readers of one byte stream must agree where a request ends.
struct RequestHead {
    enum Framing: Hashable {
        case none
        case length(Int)
        case chunked
    }

    let method: HTTPMethod
    let headers: HTTPHeaders
    let framing: Framing
    /// Whether the client sends its body only after `100 Continue`.
    let expectsContinue: Bool

    /// Reads the head in the access handler's first call for the request.
    ///
    /// - Parameter targetEnd: the target's end in the library's buffer, as first passed by the library.
    init(_ call: LibraryCall, targetEnd: UnsafeRawPointer) throws(HTTPRefusal) {
        let name = call.method.text
        guard !name.isEmpty, name.allSatisfy(\.isTokenCharacter) else { throw .bad("The method is not a token.") }
        method = HTTPMethod(rawValue: String(decoding: name, as: UTF8.self))
        let isOld = call.version.text.elementsEqual("HTTP/1.0".utf8)

        var reader = HeadReader(call, targetEnd: targetEnd)
        withUnsafeMutablePointer(to: &reader) { reader in
            _ = MHD_get_connection_values_n(call.connection.pointer, .HEADER_KIND, readField, reader)
        }
        reader.finish(call)
        if let refusal = reader.refusal { throw refusal }

        guard reader.hosts == 1 || (isOld && reader.hosts == 0) else {
            throw .bad("Exactly one Host field is required.")
        }
        switch (reader.transferCodings, reader.lengths) {
        case (0, 0): framing = .none
        case (0, 1):
            // The library has refused values that are not numbers.
            guard let length = Int(reader.length) else { throw .bad("The Content-Length is not a number.") }
            framing = length == 0 ? .none : .length(length)
        case (1, 0):
            guard !isOld else { throw .bad("HTTP/1.0 has no transfer codings.") }
            guard reader.isChunked else { throw .transferCoding }
            framing = .chunked
        default: throw .bad("The body's length is given twice.")
        }
        headers = reader.headers
        expectsContinue = !isOld && reader.expectsContinue && framing != .none
    }
}

/// Collects the fields that the library enumerates.
private struct HeadReader {
    var headers = HTTPHeaders()
    var refusal: HTTPRefusal?
    var hosts = 0
    var lengths = 0
    var length = ""
    var transferCodings = 0
    var isChunked = false
    var expectsContinue = false
    /// The expected start of the next field; nil if unknown.
    private var expected: UnsafeRawPointer?

    init(_ call: LibraryCall, targetEnd: UnsafeRawPointer) {
        headers.reserve(fields: 16, bytes: call.headerSize)
        guard fieldsStayInPlace else { return }
        expected = UnsafeRawPointer(call.version) + call.version.text.count + 2
        // For the library a NUL ends the target, and the rest is lost.
        if UnsafeRawPointer(call.version) != targetEnd + 1 { refusal = .target(.badCharacter) }
    }

    mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        guard refusal == nil else { return }
        guard !name.isEmpty, name.allSatisfy(\.isTokenCharacter) else {
            refusal = .bad("A header field name is not a token.")
            return
        }
        guard isInPlace(name, value), !value.holdsForbiddenInValue else {
            refusal = .bad("A header field value has a character that is not allowed.")
            return
        }
        var value = value[...]
        while let last = value.last, last.isBlank { value.removeLast() }
        headers.add(name: name, value: UnsafeRawBufferPointer(rebasing: value))
        note(name, value)
    }

    private mutating func note(_ name: UnsafeRawBufferPointer, _ value: Slice<UnsafeRawBufferPointer>) {
        switch name.count {
        case 4 where name.equalsIgnoringCase("host"): hosts += 1
        case 6 where name.equalsIgnoringCase("expect"):
            expectsContinue = value.equalsIgnoringCase("100-continue")
        case 14 where name.equalsIgnoringCase("content-length"):
            lengths += 1
            length = String(decoding: value, as: UTF8.self)
        case 17 where name.equalsIgnoringCase("transfer-encoding"):
            transferCodings += 1
            isChunked = value.equalsIgnoringCase("chunked")
        default: break
        }
    }

    /// Whether the field follows the previous one directly. If not, the library dropped something between them: the
    /// rest of a value after a NUL, a folded line, or lines that do not end in CR LF.
    private mutating func isInPlace(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        guard let expected else { return true }
        guard let nameStart = name.baseAddress, let valueStart = value.baseAddress, nameStart == expected else {
            return false
        }
        var blank = nameStart + name.count + 1
        guard valueStart >= blank else { return false }
        while blank < valueStart {
            guard blank.load(as: UInt8.self).isBlank else { return false }
            blank += 1
        }
        self.expected = valueStart + value.count + 2
        return true
    }

    mutating func finish(_ call: LibraryCall) {
        guard refusal == nil, let expected else { return }
        if expected + 2 != UnsafeRawPointer(call.method) + call.headerSize {
            refusal = .bad("The header has malformed lines.")
        }
    }
}

/// Up to 0.9 the library parses a head in place and passes pointers into it. From 1.0 it refuses what the comparison of
/// these pointers finds.
private let fieldsStayInPlace = String(cString: MHD_get_version()).hasPrefix("0.9.")

private func readField(
    _ context: UnsafeMutableRawPointer?, _: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameSize: Int,
    _ value: UnsafePointer<CChar>?, _ valueSize: Int
) -> MHD_Result {
    guard let context else { return .NO }
    context.assumingMemoryBound(to: HeadReader.self).pointee.add(
        UnsafeRawBufferPointer(start: name, count: nameSize), UnsafeRawBufferPointer(start: value, count: valueSize))
    return .YES
}
