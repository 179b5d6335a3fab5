import Contracts
import Testing

/// Whatever stands on a topic, the parser answers with an envelope or a typed error; what it accepts survives a round
/// trip.
@Suite struct EnvelopeFuzzTests {
    @Test(arguments: 0..<4 as Range<UInt64>)
    func `mutated headers never crash the parser`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        var accepted = 0
        for _ in 0..<5_000 {
            var headers = EnvelopeTests.full.headers
            for _ in 0..<Int.random(in: 0...3, using: &random) { Self.mutate(&headers, &random) }
            let key = Bool.random(using: &random) ? nil : Array(EnvelopeTests.full.subject.utf8)
            guard let envelope = try? Envelope(headers: headers, key: key) else { continue }
            accepted += 1
            #expect(try Envelope(headers: envelope.headers, key: key) == envelope)
        }
        #expect(accepted > 500)
    }

    @Test(arguments: 0..<2 as Range<UInt64>)
    func `mutated values never crash the decoder`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed &+ 100)
        for golden in Examples.all {
            let value = try golden.payload.encoded()
            for _ in 0..<40 {
                var bytes = value
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                _ = try? golden.type.decoded(from: bytes).encoded()
            }
        }
    }

    private static func mutate(_ headers: inout [Envelope.Header], _ random: inout SeededGenerator) {
        guard !headers.isEmpty else { return }
        let index = Int.random(in: 0..<headers.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: headers.remove(at: index)
        case 1: headers.append(headers[index])
        case 2: headers[index].value = []
        case 3: headers[index].value = (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }
        case 4 where !headers[index].value.isEmpty:
            let place = Int.random(in: 0..<headers[index].value.count, using: &random)
            headers[index].value[place] = UInt8.random(in: 0...255, using: &random)
        default: headers[index].name = "ce_" + String(UInt16.random(in: 0...9, using: &random))
        }
    }
}
