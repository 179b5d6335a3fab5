import Synchronization

/// A position in a trace (W3C Trace Context, `traceparent`). It travels with a request, in the journal and in the
/// event's headers.
package struct TraceContext: Sendable, Hashable, CustomStringConvertible {
    // Stored as numbers, because most contexts are never written. Neither the trace id nor the span id is zero.
    private let traceHigh: UInt64
    private let traceLow: UInt64
    private let span: UInt64
    package let isSampled: Bool

    private init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, isSampled: Bool) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.isSampled = isSampled
    }

    /// Starts a new trace.
    package static func new() -> TraceContext {
        let (high, low, span) = random.withLock { ($0.next() | 1, $0.next() | 1, $0.next() | 1) }
        return TraceContext(traceHigh: high, traceLow: low, span: span, isSampled: true)
    }

    /// Parses a `traceparent`. Returns nil if the text is invalid; the reader then starts a new trace. A version above
    /// 00 is parsed by its first four fields, as the recommendation requires.
    package init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count >= 55, bytes.count <= 512 else { return nil }
        guard bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D else { return nil }
        func hex(_ range: Range<Int>) -> UInt64? {
            var value: UInt64 = 0
            for digit in bytes[range] {
                switch digit {
                case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
                case 0x61...0x66: value = value << 4 | UInt64(digit - 0x57)
                default: return nil
                }
            }
            return value
        }
        guard let version = hex(0..<2), version != 0xFF, let high = hex(3..<19), let low = hex(19..<35),
            let span = hex(36..<52), let flags = hex(53..<55)
        else { return nil }
        guard version == 0 ? bytes.count == 55 : bytes.count == 55 || bytes[55] == 0x2D else { return nil }
        guard high | low != 0, span != 0 else { return nil }
        self.init(traceHigh: high, traceLow: low, span: span, isSampled: flags & 1 == 1)
    }

    /// Returns the context of a step inside this one: the same trace with a new span.
    package func child() -> TraceContext {
        let span = Self.random.withLock { $0.next() | 1 }
        return TraceContext(traceHigh: traceHigh, traceLow: traceLow, span: span, isSampled: isSampled)
    }

    /// The trace id as 32 lower-case hexadecimal digits.
    package var traceID: String {
        Self.text(32) { text in
            text.write(traceHigh, at: 0)
            text.write(traceLow, at: 16)
        }
    }

    /// The span id as 16 lower-case hexadecimal digits.
    package var spanID: String { Self.text(16) { $0.write(span, at: 0) } }

    package var traceparent: String {
        Self.text(55) { text in
            for index in [0, 1, 53] { text[index] = UInt8(ascii: "0") }
            for index in [2, 35, 52] { text[index] = UInt8(ascii: "-") }
            text.write(traceHigh, at: 3)
            text.write(traceLow, at: 19)
            text.write(span, at: 36)
            text[54] = isSampled ? UInt8(ascii: "1") : UInt8(ascii: "0")
        }
    }

    package var description: String { traceparent }

    private static func text(_ count: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) -> String {
        String(unsafeUninitializedCapacity: count) { text in
            write(text)
            return count
        }
    }

    private static let random = Mutex(SplitMix(state: .random(in: 0...UInt64.max)))
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes sixteen hexadecimal digits.
    fileprivate func write(_ number: UInt64, at place: Int) {
        var rest = number
        for index in (place..<(place + 16)).reversed() {
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            self[index] = digit < 10 ? 48 + digit : 87 + digit
            rest >>= 4
        }
    }
}

/// Steele, Lea and Flood's SplitMix64, seeded at random. Trace ids must differ but need not be secret, and the system's
/// generator costs a system call for each number.
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
