/// Runs one reading at a time. Who comes while one is under way shares the next, which begins after they came; a flood
/// of callers thus costs one reading per `pause`.
actor Refresher {
    private var running: Task<Void, any Error>?
    private var upcoming: Task<Void, any Error>?
    private let pause = Duration.milliseconds(20)

    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        if let upcoming { return try await upcoming.value }
        guard let running else {
            let task = Task {
                defer { self.running = nil }
                try await body()
            }
            running = task
            return try await task.value
        }
        let task = Task { [pause] in
            _ = await running.result
            try? await Task.sleep(for: pause)
            self.running = upcoming
            upcoming = nil
            defer { self.running = nil }
            try await body()
        }
        upcoming = task
        try await task.value
    }
}
