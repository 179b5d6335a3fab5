import Primitives
import Testing

@testable import Messaging

@Suite struct PartitionStateTests {
    private let ids = (0..<8).map { _ in EventID.new() }

    private func head(_ offset: Int64, _ id: Int, epoch: Int64 = 1) -> RecordHead {
        RecordHead(offset: offset, event: ids[id], epoch: epoch)
    }

    private func position(_ offset: Int64, _ id: Int?, epoch: Int64 = 1) -> ConsumerPosition {
        ConsumerPosition(offset: offset, event: id.map { ids[$0] }, epoch: epoch)
    }

    @Test func `a new partition is read from its earliest record, in the epoch that it has`() {
        var state = PartitionState(.beginning)
        #expect(state.start == nil)
        #expect(state.judge([head(0, 0, epoch: 3), head(1, 1, epoch: 3)]) == .handle(from: 0))
        #expect(state.position.epoch == 3)
        #expect(state.stored == .beginning)
    }

    @Test func `reading starts at the last record, which verifies the position and is not handled again`() {
        var state = PartitionState(position(4, 4))
        #expect(state.start == 4)
        #expect(state.judge([head(4, 4), head(5, 5)]) == .handle(from: 1))
        state.moved(to: position(5, 5))
        #expect(state.judge([head(5, 5), head(6, 6)]) == .handle(from: 1))
    }

    @Test func `another record at the position, no record, or a higher epoch leads to a reread`() {
        var other = PartitionState(position(4, 4))
        #expect(other.judge([head(4, 5), head(5, 6)]) == .reread(position(-1, nil)))
        var gone = PartitionState(position(4, 4))
        #expect(gone.judge([head(6, 6)]) == .reread(position(-1, nil)))
        var shorter = PartitionState(position(4, 4))
        #expect(shorter.judgeEnd(at: 4) == .reread(position(-1, nil)))
        var later = PartitionState(position(4, 4))
        #expect(later.judge([head(4, 4), head(5, 5, epoch: 2)]) == .reread(position(-1, nil, epoch: 2)))
        #expect(later.positionAfterMissingOffset == position(-1, nil))
    }

    @Test func `a partition that is reread for an epoch does not restart at each of its records`() {
        var state = PartitionState(position(-1, nil, epoch: 2))
        #expect(state.judge([head(0, 0, epoch: 1), head(1, 1, epoch: 2)]) == .handle(from: 0))
        state.moved(to: position(1, 1, epoch: 2))
        #expect(state.judge([head(2, 2, epoch: 2)]) == .handle(from: 0))
        #expect(state.judge([head(3, 3, epoch: 3)]) == .reread(position(-1, nil, epoch: 3)))
    }

    @Test func `records without an envelope have no epoch, and the first epoch after them is not a higher one`() {
        var state = PartitionState(.beginning)
        #expect(state.judge([RecordHead(offset: 0, event: nil, epoch: nil)]) == .handle(from: 0))
        state.moved(to: ConsumerPosition(offset: 0, event: nil, epoch: 0))
        #expect(state.judge([head(1, 1, epoch: 1)]) == .handle(from: 0))
        #expect(state.position.epoch == 1)
    }

    @Test func `an idle partition's last record is verified again, whatever was fetched in between`() {
        var state = PartitionState(position(4, 4))
        #expect(state.judge([head(4, 4)]) == .skip)
        #expect(state.verify() == 4)
        // A batch that was in transit.
        #expect(state.judge([head(2, 2), head(3, 3)]) == .skip)
        #expect(state.awaitsVerification)
        #expect(state.judge([head(3, 3), head(4, 4), head(5, 5)]) == .handle(from: 2))
    }

    /// The log was deleted and refilled. The consumer stored the new epoch and crashed before its first batch.
    @Test func `if an epoch is stored before the position, a crash skips unread records`() {
        let newLog = [head(0, 0, epoch: 2), head(1, 1, epoch: 2), head(2, 2, epoch: 2), head(3, 3, epoch: 2)]
        // Stored separately: the old offset with the new epoch. Records 0 to 2 of the new log are never read.
        var apart = PartitionState(position(2, 5, epoch: 2))
        apart.awaitsVerification = false
        #expect(apart.start == 3)
        #expect(apart.judge([newLog[3]]) == .handle(from: 0))
        // Stored together in one row: everything is read.
        var together = PartitionState(position(-1, nil, epoch: 2))
        #expect(together.judge(newLog) == .handle(from: 0))
        // Verifying the last record would have detected this.
        var looking = PartitionState(position(2, 5, epoch: 2))
        #expect(looking.judge([newLog[2], newLog[3]]) == .reread(position(-1, nil, epoch: 2)))
    }

    @Test func `records fetched before a verification's seek neither verify nor raise an alarm`() {
        let event = EventID.new()
        let position = ConsumerPosition(offset: 5, event: event, epoch: 1)
        var state = PartitionState(position)
        #expect(state.judge([RecordHead(offset: 5, event: event, epoch: 1)]) == .skip)
        #expect(state.verify() == 5)
        // Fetched ahead, before the seek reached the loop.
        let next = RecordHead(offset: 6, event: .new(), epoch: 1)
        #expect(state.judge([next]) == .recheck(at: 5))
        #expect(state.judge([RecordHead(offset: 5, event: event, epoch: 1), next]) == .handle(from: 1))
        // The same at the end of the partition. After the second seek it counts.
        #expect(state.verify() == 5)
        #expect(state.judgeEnd(at: 6) == .recheck(at: 5))
        #expect(state.judgeEnd(at: 6) == .reread(position.rereading(epoch: 0)))
    }
}
