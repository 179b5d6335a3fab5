import Primitives
import Testing

@Suite struct RecentMapTests {
    @Test func `a value that is read regularly is kept, whatever else is inserted`() {
        var map = RecentMap<Int, String>(limit: 10)
        map[-1] = "read"
        map[-2] = "left alone"
        for number in 0..<1000 {
            map[number] = "\(number)"
            if number.isMultiple(of: 5) { #expect(map[-1] == "read") }
            #expect(map.count <= 20)
        }
        #expect(map[-2] == nil)
        #expect(map[999] == "999")
    }

    @Test func `a key has the last value assigned`() {
        var map = RecentMap<String, Int>(limit: 2)
        map["a"] = 1
        map["b"] = 1
        map["c"] = 1
        map["a"] = 2
        #expect(map["a"] == 2)
        map["d"] = 1
        #expect(map["a"] == 2)
        map["a"] = nil
        #expect(map["a"] == nil)
        map.removeAll()
        #expect(map.count == 0 && map["d"] == nil)
    }

    @Test func `as many values as a generation holds are all kept`() {
        var map = RecentMap<Int, Int>(limit: 100)
        for number in 0..<100 { map[number] = number }
        for _ in 0..<3 { for number in 0..<100 { #expect(map[number] == number) } }
        for number in 0..<100 { map[number] = -number }
        #expect(map.count == 100)
        #expect((0..<100).allSatisfy { map[$0] == -$0 })
    }
}
