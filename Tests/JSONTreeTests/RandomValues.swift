import JSONTree

/// Values made from a seed, near to what the types of the parity test accept.
struct RandomValues {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
    }

    private mutating func below(_ limit: Int) -> Int {
        // splitmix64
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((bits ^ (bits >> 31)) % UInt64(limit))
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    mutating func scalar() -> JSON {
        switch below(8) {
        case 0: .null
        case 1: .bool(below(2) == 0)
        case 2: .integer(below(300) - 100)
        case 3: .integer(pick([.max, .min, 1 << 31, -(1 << 31) - 1, 65_535, 65_536, 1 << 53]))
        case 4: JSON(pick([0.5, -2.25, 1e300, 1e-7, 3.4e38, 0.1]))
        default:
            .string(
                pick([
                    "", "a", "b", "5", "é\n", "2026-02-28", "2026-02-30", "2026-03-01T12:00:00.5Z",
                    "018f3c5e-0000-7000-8000-000000000001", "018F3C5E-0000-7000-8000-000000000001",
                ]))
        }
    }

    mutating func array(depth: Int) -> JSON {
        let isEven = below(2) == 0
        let item = value(depth: depth - 1)
        return .array((0..<below(4)).map { _ in isEven ? item : value(depth: depth - 1) })
    }

    mutating func object(depth: Int, count: Int? = nil) -> JSON {
        var members: [String: JSON] = [:]
        for _ in 0..<(count ?? below(6)) {
            members[pick(["a", "b", "c", "d", "e", "super", "7"])] = value(depth: depth - 1)
        }
        return .object(members)
    }

    mutating func value(depth: Int) -> JSON {
        guard depth > 0 else { return scalar() }
        return switch below(6) {
        case 0, 1: array(depth: depth)
        case 2, 3: object(depth: depth)
        default: scalar()
        }
    }
}
