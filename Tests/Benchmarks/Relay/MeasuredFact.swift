import Contracts
import JSONSchema
import JSONTree

/// A fact of typical size with an index.
struct MeasuredFact: Fact {
    static let type = "org.muster.benchmark.measured.v1"
    static let topic = Topic.facts(of: .registration)
    static let key = "aggregate"
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
