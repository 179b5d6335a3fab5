/// The header fields of a request or a response, in order. Names are compared ignoring ASCII case and may repeat.
///
/// Fields are stored in one buffer and become strings only when they are read, so a request with twenty fields costs
/// two allocations.
package struct HTTPHeaders: Sendable {
    /// The position of a field in `bytes`. Its name ends where its value begins.
    struct Field: Sendable {
        let start: Int
        let middle: Int
        let end: Int
    }

    private(set) var bytes: [UInt8] = []
    private(set) var fields: [Field] = []

    package init() {}

    package var count: Int { fields.count }
    package var isEmpty: Bool { fields.isEmpty }

    /// The first value with this name. Assigning replaces every field with this name; assigning nil removes them.
    package subscript(name: String) -> String? {
        get {
            for field in fields where matches(field, name) {
                return value(field)
            }
            return nil
        }
        set {
            remove(name)
            if let newValue { add(name, newValue) }
        }
    }

    /// Returns every value with this name, in order.
    package func values(_ name: String) -> [String] {
        fields.filter { matches($0, name) }.map(value)
    }

    package func contains(_ name: String) -> Bool {
        fields.contains { matches($0, name) }
    }

    package mutating func add(_ name: String, _ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let middle = bytes.count
        bytes.append(contentsOf: value.utf8)
        fields.append(Field(start: start, middle: middle, end: bytes.count))
    }

    /// Removes every field with this name. The bytes stay in the buffer, because header blocks are small and
    /// short-lived.
    package mutating func remove(_ name: String) {
        fields = fields.filter { !matches($0, name) }
    }

    mutating func reserve(fields count: Int, bytes size: Int) {
        fields.reserveCapacity(count)
        bytes.reserveCapacity(size)
    }

    mutating func add(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        let start = bytes.count
        bytes.append(contentsOf: name)
        let middle = bytes.count
        bytes.append(contentsOf: value)
        fields.append(Field(start: start, middle: middle, end: bytes.count))
    }

    private func value(_ field: Field) -> String {
        String(decoding: bytes[field.middle..<field.end], as: UTF8.self)
    }

    private func matches(_ field: Field, _ name: String) -> Bool {
        let other = name.utf8
        guard field.middle - field.start == other.count else { return false }
        var index = field.start
        for byte in other {
            guard bytes[index].asciiLowercased == byte.asciiLowercased else { return false }
            index += 1
        }
        return true
    }
}

extension HTTPHeaders: Sequence {
    package func makeIterator() -> AnyIterator<(name: String, value: String)> {
        var index = 0
        return AnyIterator {
            guard index < fields.count else { return nil }
            defer { index += 1 }
            let field = fields[index]
            return (String(decoding: bytes[field.start..<field.middle], as: UTF8.self), value(field))
        }
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        reserve(fields: elements.count, bytes: elements.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count })
        for (name, value) in elements { add(name, value) }
    }
}

extension HTTPHeaders: Equatable {
    /// Two values are equal if they have the same fields in the same order. Names are compared ignoring case.
    package static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { $0.name.lowercased() == $1.name.lowercased() && $0.value == $1.value }
    }
}
