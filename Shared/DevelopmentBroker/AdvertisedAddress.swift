/// Splits a broker's byte stream into responses. Each response starts with its length in four bytes.
struct Frames {
    private var bytes: [UInt8] = []
    private var start = 0

    mutating func append(_ more: some Collection<UInt8>) {
        bytes.removeFirst(start)
        start = 0
        bytes += more
    }

    /// Returns the next complete response including its length prefix, or nil until all of its bytes have arrived.
    mutating func next() -> [UInt8]? {
        let rest = bytes[start...]
        guard rest.count >= 4 else { return nil }
        let size = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) } + 4
        guard rest.count >= size else { return nil }
        start += size
        return Array(rest.prefix(size))
    }
}

/// The mock cluster's own address as responses encode it: the length of `127.0.0.1` in two bytes, the text, and the
/// port in four bytes. It appears in responses about the cluster and about a group's coordinator.
struct AdvertisedAddress {
    private let own: [UInt8]
    private let fixed: [UInt8]

    init(own: UInt16, fixed: UInt16) {
        func encoded(_ port: UInt16) -> [UInt8] {
            [0, 9] + Array("127.0.0.1".utf8) + [0, 0, UInt8(port >> 8), UInt8(port & 0xFF)]
        }
        self.own = encoded(own)
        self.fixed = encoded(fixed)
    }

    /// Replaces the address in the first 64 bytes of a response. Record data comes later in a response and stays
    /// unchanged.
    func rewrite(_ frame: inout [UInt8]) {
        let last = min(frame.count, 64) - own.count
        guard last > 0 else { return }
        for place in 0...last where frame[place] == 0 && frame[place...].starts(with: own) {
            frame.replaceSubrange(place..<place + own.count, with: fixed)
            return
        }
    }
}
