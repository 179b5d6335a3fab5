import Synchronization

/// Where a piece of work stands in a trace (W3C Trace Context, `traceparent`): it travels with a request, in the journal
/// and in the event's headers.
package struct TraceContext: Sendable, Hashable, CustomStringConvertible {
    /// 32 lower-case hexadecimal digits, not all zero.
    package let traceID: String
    /// 16 lower-case hexadecimal digits, not all zero.
    package let spanID: String
    package let isSampled: Bool

    private init(traceID: String, spanID: String, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// A new trace.
    package static func new() -> TraceContext {
        TraceContext(traceID: randomHex(words: 2), spanID: randomHex(words: 1), isSampled: true)
    }

    /// Reads a `traceparent`; nil when it is none, so that its reader starts a new trace. A version above 00 is read by
    /// its first four fields, as the recommendation asks.
    package init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count >= 55, bytes.count <= 512 else { return nil }
        guard bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D else { return nil }
        func hex(_ range: Range<Int>) -> String? {
            let digits = bytes[range]
            guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
            return String(decoding: digits, as: UTF8.self)
        }
        guard let version = hex(0..<2), version != "ff", let traceID = hex(3..<35), let spanID = hex(36..<52),
            let flags = hex(53..<55).flatMap({ UInt8($0, radix: 16) })
        else { return nil }
        guard version == "00" ? bytes.count == 55 : bytes.count == 55 || bytes[55] == 0x2D else { return nil }
        guard traceID.contains(where: { $0 != "0" }), spanID.contains(where: { $0 != "0" }) else { return nil }
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1)
    }

    /// A piece of work inside this one: the same trace, a new span.
    package func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.randomHex(words: 1), isSampled: isSampled)
    }

    package var traceparent: String {
        "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")"
    }

    package var description: String { traceparent }

    private static func randomHex(words: Int) -> String {
        String(unsafeUninitializedCapacity: words * 16) { buffer in
            for word in 0..<words {
                var value = random.withLock { $0.next() | 1 }
                for index in 0..<16 {
                    let digit = UInt8(truncatingIfNeeded: value & 15)
                    buffer[word * 16 + index] = digit < 10 ? 48 + digit : 87 + digit
                    value >>= 4
                }
            }
            return words * 16
        }
    }

    private static let random = Mutex(SplitMix(state: .random(in: 0...UInt64.max)))
}

/// Steele, Lea and Flood's SplitMix64, begun at a random place. Ids of traces need to differ, not to be secret, and the
/// system's randomness is a call into the kernel for each number.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
