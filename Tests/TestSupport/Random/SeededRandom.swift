/// A generator of known seed (SplitMix64), so that a failure can be had again.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    package mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}

extension SeededRandom {
    /// One to four small changes of valid bytes: cut, doubled, dropped, replaced, or spiced with what parsers trip
    /// over.
    package mutating func mutated(_ bytes: [UInt8], spices: [String]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(4) {
            let place = below(bytes.count + 1)
            switch below(7) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &self), at: place)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 3: bytes.removeLast(bytes.count - place)
            case 4 where place < bytes.count:
                bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 12)], at: place)
            default: bytes.insert(contentsOf: Array(pick(spices).utf8), at: place)
            }
        }
        return bytes
    }
}
