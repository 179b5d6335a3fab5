import HTTP
import Testing

@Suite struct HTTPHeadersTests {
    @Test func `names are found ignoring case`() {
        let headers: HTTPHeaders = ["Content-Type": "text/plain", "X-A": ""]
        #expect(headers["content-TYPE"] == "text/plain")
        #expect(headers["x-a"] == "")
        #expect(headers["x-b"] == nil)
        #expect(headers["Content-Typ"] == nil)
        #expect(headers.contains("X-a"))
    }

    @Test func `a name may repeat and keeps its order`() {
        var headers: HTTPHeaders = ["Set-Cookie": "a", "Vary": "b"]
        headers.add("set-cookie", "c")
        #expect(headers.values("Set-Cookie") == ["a", "c"])
        #expect(headers["SET-COOKIE"] == "a")
        #expect(headers.map(\.name) == ["Set-Cookie", "Vary", "set-cookie"])
    }

    @Test func `setting a field replaces every field with its name`() {
        var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
        headers["A"] = "4"
        #expect(headers.map(\.value) == ["2", "4"])
        headers["B"] = nil
        #expect(headers.count == 1)
        #expect(headers == ["a": "4"])
    }
}
