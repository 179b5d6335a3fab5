import CMicroHTTPD

/// A request's header fields and how its body comes, read from the library in one pass, and checked where the library is
/// lenient: two readers of one byte stream must agree on where a request ends.
struct RequestHead {
    enum Framing: Hashable {
        case none
        case length(Int)
        case chunked
    }

    let method: HTTPMethod
    let headers: HTTPHeaders
    let framing: Framing
    /// The client holds its body back until it is told to go on.
    let expectsContinue: Bool

    /// In the access handler's first call for the request.
    /// - Parameter targetEnd: where the target ended when the library first showed it.
    init(_ call: LibraryCall, targetEnd: UnsafeRawPointer) throws(HTTPRefusal) {
        let name = call.method.text
        guard !name.isEmpty, name.allSatisfy(\.isTokenCharacter) else { throw .bad("The method is no token.") }
        method = HTTPMethod(rawValue: String(decoding: name, as: UTF8.self))
        let isOld = call.version.text.elementsEqual("HTTP/1.0".utf8)

        var reader = HeadReader(call, targetEnd: targetEnd)
        withUnsafeMutablePointer(to: &reader) { reader in
            _ = MHD_get_connection_values_n(call.connection.pointer, .HEADER_KIND, readField, reader)
        }
        reader.finish(call)
        if let refusal = reader.refusal { throw refusal }

        guard reader.hosts == 1 || (isOld && reader.hosts == 0) else { throw .bad("One Host field is needed.") }
        switch (reader.transferCodings, reader.lengths) {
        case (0, 0): framing = .none
        case (0, 1):
            // The library has refused what is no number.
            guard let length = Int(reader.length) else { throw .bad("The Content-Length is no number.") }
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

/// Collects what the library lists.
private struct HeadReader {
    var headers = HTTPHeaders()
    var refusal: HTTPRefusal?
    var hosts = 0
    var lengths = 0
    var length = ""
    var transferCodings = 0
    var isChunked = false
    var expectsContinue = false
    /// Where the next field must begin; nil where that is not known.
    private var expected: UnsafeRawPointer?

    init(_ call: LibraryCall, targetEnd: UnsafeRawPointer) {
        headers.reserve(fields: 16, bytes: call.headerSize)
        guard fieldsStayInPlace else { return }
        expected = UnsafeRawPointer(call.version) + call.version.text.count + 2
        // A NUL in the target ends it for the library, and the rest is lost.
        if UnsafeRawPointer(call.version) != targetEnd + 1 { refusal = .target(.badCharacter) }
    }

    mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        guard refusal == nil else { return }
        guard !name.isEmpty, name.allSatisfy(\.isTokenCharacter) else {
            refusal = .bad("A header field's name is no token.")
            return
        }
        guard isInPlace(name, value), !value.holdsForbiddenInValue else {
            refusal = .bad("A header field's value has a character that may not be there.")
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

    /// Whether the field lies right behind the one before. If not, something between them was lost: the rest of a value
    /// behind a NUL, a line folded onto the next, or lines that end otherwise than with CR and LF.
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
            refusal = .bad("The header has lines that are none.")
        }
    }
}

/// Up to 0.9 the library parses a head where it came in, and lists pointers into it; from 1.0 on it refuses by itself
/// what we find by comparing them.
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
