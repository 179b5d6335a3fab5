import Kafka
import Testing

/// The state machine of one partition.
@Suite struct PartitionLaneTests {
    private var lane = PartitionLane(start: .at(10))
    private let now = ContinuousClock.now

    private func records(_ offsets: ClosedRange<Int64>) -> [KafkaRecord] {
        offsets.map { KafkaRecord(topic: "t", partition: 0, offset: $0, key: nil, value: nil) }
    }

    private mutating func take(_ offsets: ClosedRange<Int64>) -> [KafkaRecord] {
        records(offsets).filter { lane.accept($0.offset) }
    }

    private mutating func begin(_ offsets: ClosedRange<Int64>?, number: UInt64, at time: Duration = .zero) -> String? {
        let collected = offsets.map { take($0) } ?? []
        switch lane.begin(collected, number: number, now: now + time, endInterval: .seconds(1)) {
        case .records(let records): return "\(records.first?.offset ?? -1)...\(records.last?.offset ?? -1)"
        case .end(let offset): return "end \(offset)"
        case .gone: return "gone"
        case nil: return nil
        }
    }

    @Test mutating func `one batch is in progress at a time, and the position moves with its response`() {
        #expect(begin(10...12, number: 1) == "10...12")
        #expect(!lane.mayCollect)
        #expect(begin(nil, number: 2) == nil)
        #expect(lane.position == 10)
        #expect(lane.finished(1, .flow(.next), now: now) == .handled(below: 13))
        #expect(lane.position == 13)
        #expect(lane.mayCollect)
    }

    @Test mutating func `a retry repeats the same batch after its delay`() {
        #expect(begin(10...12, number: 1) == "10...12")
        #expect(lane.finished(1, .flow(.retry(after: .seconds(5))), now: now) == .none)
        #expect(lane.isRetrying)
        #expect(lane.nextDue(.seconds(1)) == now + .seconds(5))
        #expect(begin(nil, number: 2, at: .seconds(4)) == nil)
        #expect(begin(nil, number: 3, at: .seconds(5)) == "10...12")
        #expect(lane.finished(3, .flow(.next), now: now) == .handled(below: 13))
    }

    @Test mutating func `a record that was received before is dropped`() {
        #expect(begin(10...12, number: 1) == "10...12")
        _ = lane.finished(1, .flow(.next), now: now)
        #expect(begin(11...14, number: 2) == "13...14")
    }

    @Test mutating func `a seek moves the fetcher and discards what was found`() {
        #expect(begin(10...12, number: 1) == "10...12")
        lane.found(.end(13))
        #expect(lane.finished(1, .flow(.seek(.at(5))), now: now) == .seek(.at(5)))
        #expect(lane.position == 5)
        #expect(begin(nil, number: 2) == nil)
        #expect(begin(5...6, number: 3) == "5...6")
    }

    @Test mutating func `the owner's seek waits for the work in progress`() {
        #expect(begin(10...12, number: 1) == "10...12")
        #expect(lane.move(to: .at(3)) == .none)
        #expect(lane.finished(1, .flow(.retry(after: .seconds(5))), now: now) == .seek(.at(3)))
        #expect(begin(3...3, number: 2) == "3...3")
    }

    @Test mutating func `ends are reported at most once per interval, and not if records followed`() {
        lane.found(.end(10))
        #expect(begin(nil, number: 1) == "end 10")
        _ = lane.finished(1, .flow(.next), now: now)
        #expect(begin(10...10, number: 2) == "10...10")
        lane.found(.end(11))
        _ = lane.finished(2, .flow(.next), now: now)
        #expect(begin(nil, number: 3, at: .milliseconds(500)) == nil)
        #expect(lane.nextDue(.seconds(1)) == now + .seconds(1))
        #expect(lane.mayCollect)
        #expect(begin(11...11, number: 4, at: .milliseconds(600)) == "11...11")
        _ = lane.finished(4, .flow(.next), now: now)
        #expect(begin(nil, number: 5, at: .seconds(2)) == nil)
    }

    @Test mutating func `a missing offset stops collecting until the delegate has answered`() {
        #expect(!lane.isGone)
        lane.found(.gone)
        #expect(lane.isGone)
        #expect(!lane.mayCollect)
        #expect(begin(nil, number: 1) == "gone")
        #expect(lane.finished(1, .restart(.earliest), now: now) == .restart(.earliest))
        #expect(lane.position == nil)
        #expect(begin(0...1, number: 2) == "0...1")
        #expect(lane.position == 0)
    }

    @Test mutating func `repeatedly missing offsets are not reported in a tight loop`() {
        lane.found(.gone)
        #expect(begin(nil, number: 1) == "gone")
        _ = lane.finished(1, .restart(.earliest), now: now)
        lane.found(.gone)
        #expect(begin(nil, number: 2, at: .milliseconds(100)) == nil)
        #expect(begin(nil, number: 3, at: .milliseconds(500)) == "gone")
    }

    @Test mutating func `a paused partition starts no work`() {
        lane.isPaused = true
        #expect(!lane.mayCollect)
        lane.found(.end(10))
        #expect(begin(nil, number: 1) == nil)
        #expect(lane.nextDue(.seconds(1)) == nil)
        lane.isPaused = false
        #expect(begin(nil, number: 2) == "end 10")
    }

    @Test mutating func `a response to other work has no effect`() {
        #expect(begin(10...12, number: 7) == "10...12")
        #expect(lane.finished(6, .flow(.next), now: now) == .none)
        #expect(lane.isInHand)
    }
}
