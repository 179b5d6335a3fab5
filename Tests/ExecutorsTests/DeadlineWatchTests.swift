import Testing

@testable import Executors

@Suite struct DeadlineWatchTests {
    private struct Own: Error {}

    @Test func `a body that finishes in time returns its result or error and is no longer watched`() async throws {
        let watch = DeadlineWatch()
        #expect(try await watch.run(within: .seconds(60)) { 5 } == 5)
        await #expect(throws: Own.self) { try await watch.run(within: .seconds(60)) { throw Own() } }
        #expect(watch.count == 0)
    }

    @Test func `a body that takes too long is cancelled and throws DeadlineExceeded while others continue`()
        async throws
    {
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

    @Test func `a result is returned although the deadline has passed`() async throws {
        let watch = DeadlineWatch(interval: .milliseconds(5))
        let result = try await Task {
            try await watch.run(within: .milliseconds(10)) {
                try? await Task.sleep(for: .seconds(600))
                return Task.isCancelled
            }
        }.value
        #expect(result)
    }

    @Test func `thousands of concurrent short bodies leave no entries behind`() async {
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
