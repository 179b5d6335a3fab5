import Contracts
import JSONSchema
import JSONTree

/// A fact of typical size with an index.
struct MeasuredFact: EventValue {
    static let schema = Schema.object(.required("index", .integer()), .required("text", .string()))

    var index: Int
    var text: String

    static let text = String(repeating: "0123456789abcdef", count: 18)

    /// Parses the index directly from the bytes, so that the measuring reader is not slow: `{"index":17,"text":…`.
    static func index(in value: UnsafeRawBufferPointer) -> Int? {
        let head = 9
        guard value.count > head else { return nil }
        var number = 0
        for byte in value[head...] {
            guard byte >= 48, byte <= 57 else { break }
            number = number * 10 + Int(byte - 48)
        }
        return number
    }
}

/// The key of a measured aggregate.
struct MeasuredID: EventKey, ExpressibleByStringInterpolation {
    let text: String

    init(stringLiteral text: String) {
        self.text = text
    }

    init(_ description: String) {
        text = description
    }

    var description: String { text }
}

extension EventType<MeasuredID, MeasuredFact> {
    static let measured = Self(
        fact: "benchmark.measured", of: .registration, keyedBy: "aggregate", "A fact of the usual size.")
}
