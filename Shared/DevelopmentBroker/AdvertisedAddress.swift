/// The broker's answers, cut out of the stream: each begins with its length in four bytes.
struct Frames {
    private var bytes: [UInt8] = []
    private var start = 0

    mutating func append(_ more: some Collection<UInt8>) {
        bytes.removeFirst(start)
        start = 0
        bytes += more
    }

    /// The next whole answer, its length included; nil when it has not all come yet.
    mutating func next() -> [UInt8]? {
        let rest = bytes[start...]
        guard rest.count >= 4 else { return nil }
        let size = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) } + 4
        guard rest.count >= size else { return nil }
        start += size
        return Array(rest.prefix(size))
    }
}

/// Where the mock cluster says it is, in the answers about the cluster and about a group's coordinator: the length of
/// `127.0.0.1` in two bytes, the text, the port in four.
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

    /// Replaces it near the beginning, where those answers have it; records come later in a frame and stay as they are.
    func rewrite(_ frame: inout [UInt8]) {
        let last = min(frame.count, 64) - own.count
        guard last > 0 else { return }
        for place in 0...last where frame[place] == 0 && frame[place...].starts(with: own) {
            frame.replaceSubrange(place..<place + own.count, with: fixed)
            return
        }
    }
}
