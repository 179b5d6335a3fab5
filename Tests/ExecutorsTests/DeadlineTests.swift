import Executors
import Synchronization
import Testing

@Suite struct DeadlineTests {
    @Test func `a deadline counts down and passes`() {
        #expect(Deadline.after(.zero).hasPassed)
        #expect(Deadline.after(.seconds(-5)).remaining == .zero)
        let later = Deadline.after(.seconds(60))
        #expect(!later.hasPassed)
        #expect(later.remaining > .seconds(59) && later.remaining <= .seconds(60))
        #expect(!Deadline.never.hasPassed)
        #expect(later < .never && Deadline.after(.zero) < later && !(Deadline.never < .never))
    }

    @Test(arguments: [(Duration.microseconds(1), Int32(1)), (.milliseconds(-1), 0), (.seconds(90_000), 500)])
    func `milliseconds are rounded up and capped`(left: Duration, expected: Int32) {
        let deadline = Deadline.at(.now + left)
        let milliseconds = deadline.milliseconds(atMost: 500)
        // The microsecond may pass before it is read.
        #expect(milliseconds == expected || (left == .microseconds(1) && milliseconds == 0))
        #expect(Deadline.never.milliseconds(atMost: 500) == 500)
    }

    @Test func `work that finishes in time returns its value`() async throws {
        #expect(try await withDeadline(.after(.seconds(60))) { 7 } == 7)
        #expect(try await withDeadline(.never) { 8 } == 8)
    }

    @Test func `work that is late is cancelled and throws DeadlineExceeded`() async throws {
        let wasCancelled = Mutex(false)
        await #expect(throws: DeadlineExceeded.self) {
            try await withDeadline(.after(.milliseconds(20))) {
                do {
                    try await Task.sleep(for: .seconds(600))
                } catch {
                    wasCancelled.withLock { $0 = true }
                    throw error
                }
            }
        }
        #expect(wasCancelled.withLock { $0 })
    }

    @Test func `work that finishes in spite of its cancellation returns its value`() async throws {
        let value = try await withDeadline(.after(.milliseconds(10))) {
            try? await Task.sleep(for: .seconds(600))
            return 9
        }
        #expect(value == 9)
    }

    @Test func `the work's own error and the caller's cancellation are rethrown`() async {
        struct Broken: Error {}
        await #expect(throws: Broken.self) {
            try await withDeadline(.after(.seconds(60))) { throw Broken() }
        }
        let task = Task {
            try await withDeadline(.after(.seconds(60))) { try await Task.sleep(for: .seconds(600)) }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
