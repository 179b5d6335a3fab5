import Primitives
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"), ("2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00.500000Z"),
        ("2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ("2026-03-01 12:00:00.1234567-05:30", "2026-03-01T17:30:00.123456Z"),
    ])
    func `RFC 3339 with any offset becomes UTC`(text: String, utc: String) throws {
        #expect(try #require(Instant(text)).description == utc)
    }

    @Test(arguments: [
        "2026-03-01", "2026-03-01T24:00:00Z", "2026-03-01T12:00:00", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00Z ",
    ])
    func `any other form is refused`(text: String) {
        #expect(Instant(text) == nil)
    }
}
