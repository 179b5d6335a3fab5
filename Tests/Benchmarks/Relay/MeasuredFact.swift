import Contracts
import JSONSchema
import JSONTree

/// A fact of the usual size that says which one it is.
struct MeasuredFact: Fact {
    static let type = "org.muster.benchmark.measured.v1"
    static let topic = Topic.facts(of: .registration)
    static let key = "aggregate"
    static let schema = Schema.object(.required("index", .integer()), .required("text", .string()))

    var index: Int
    var text: String

    static let text = String(repeating: "0123456789abcdef", count: 18)

    /// Straight from the bytes, as a reader that measures must not be what is slow: `{"index":17,"text":…`
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
