package import FoundationEssentials

extension UUID {
    /// Returns a version 7 UUID: 48 bits of milliseconds since 1970, then random bits, so that ids sort roughly by
    /// creation time.
    ///
    /// - Parameters:
    ///   - instant: the creation time.
    ///   - generator: the source of the 74 random bits. A seeded generator makes a run repeatable.
    package static func version7(
        at instant: Instant, using generator: inout some RandomNumberGenerator
    ) -> UUID {
        let milliseconds = UInt64(max(0, instant.microsecondsSince1970 / 1000))
        let high: UInt64 = generator.next()
        let low: UInt64 = generator.next()
        func byte(_ value: UInt64, _ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: value >> shift) }
        return UUID(
            uuid: (
                byte(milliseconds, 40), byte(milliseconds, 32), byte(milliseconds, 24), byte(milliseconds, 16),
                byte(milliseconds, 8), byte(milliseconds, 0),
                byte(high, 8) & 0x0F | 0x70, byte(high, 0),
                byte(low, 56) & 0x3F | 0x80, byte(low, 48), byte(low, 40), byte(low, 32),
                byte(low, 24), byte(low, 16), byte(low, 8), byte(low, 0)
            ))
    }

    /// Returns a version 7 UUID with the current time and the system's randomness.
    package static func version7() -> UUID {
        var generator = SystemRandomNumberGenerator()
        return version7(at: .now, using: &generator)
    }
}
