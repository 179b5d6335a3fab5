import HTTP
import Testing

@Suite struct ByteRangeTests {
    @Test(
        arguments: [
            (nil, ByteRange.whole), ("bytes=0-4", .part(0..<5)), ("bytes=5-", .part(5..<10)),
            ("bytes=-3", .part(7..<10)),
            ("bytes=-30", .part(0..<10)), ("bytes=9-9", .part(9..<10)), ("bytes=0-99", .part(0..<10)),
            ("Bytes=0-0", .part(0..<1)), ("bytes=0-99999999999999999999999", .part(0..<10)),
            ("bytes=10-", .unsatisfiable), ("bytes=99999999999999999999-", .unsatisfiable),
            ("bytes=-0", .unsatisfiable),
            ("bytes=5-4", .whole), ("bytes=-", .whole), ("bytes=", .whole), ("bytes=a-b", .whole),
            ("bytes=0-1,3-4", .whole),
            ("items=0-1", .whole), ("bytes=0-1-2", .whole), ("bytes=+1-2", .whole), ("", .whole),
        ] as [(String?, ByteRange)])
    func `a range is parsed as RFC 9110 requires`(field: String?, range: ByteRange) {
        #expect(ByteRange(field, size: 10) == range)
    }

    @Test func `an empty content has no satisfiable range`() {
        #expect(ByteRange("bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-1", size: 0) == .unsatisfiable)
    }
}
