import Testing

@testable import Executors

@Suite("Watching the deadlines of many tasks")
struct DeadlineWatchTests {
    private struct Own: Error {}

    @Test("a body that is done in time gives its result or its own error, and is forgotten")
    func inTime() async throws {
        let watch = DeadlineWatch()
        #expect(try await watch.run(within: .seconds(60)) { 5 } == 5)
        await #expect(throws: Own.self) { try await watch.run(within: .seconds(60)) { throw Own() } }
        #expect(watch.count == 0)
    }

    @Test("a body that takes too long is cancelled and its error is the deadline's; its neighbours go on")
    func tooLong() async throws {
        let watch = DeadlineWatch(interval: .milliseconds(5))
        async let neighbour = Task {
            try await watch.run(within: .seconds(60)) {
                try await Task.sleep(for: .milliseconds(60))
                return Task.isCancelled
            }
        }.value
        await #expect(throws: DeadlineExceeded.self) {
            try await Task {
                try await watch.run(within: .milliseconds(10)) { try await Task.sleep(for: .seconds(600)) }
            }.value
        }
        #expect(try await neighbour == false)
        #expect(watch.count == 0)
    }

    @Test("a result that comes although the time was over counts")
    func late() async throws {
        let watch = DeadlineWatch(interval: .milliseconds(5))
        let result = try await Task {
            try await watch.run(within: .milliseconds(10)) {
                try? await Task.sleep(for: .seconds(600))
                return Task.isCancelled
            }
        }.value
        #expect(result)
    }

    @Test("thousands of short bodies at once leave nothing behind")
    func many() async {
        let watch = DeadlineWatch(interval: .milliseconds(1))
        await withTaskGroup { group in
            for number in 0..<2000 {
                group.addTask {
                    try? await watch.run(within: .milliseconds(number % 7)) { await Task.yield() }
                }
            }
        }
        #expect(watch.count == 0)
    }
}
