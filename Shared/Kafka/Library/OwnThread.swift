import Executors

/// Runs a blocking call on its own thread and suspends meanwhile, so that the cooperative pool is not blocked.
func onOwnThread<R: Sendable>(_ name: String, _ body: @escaping @Sendable () -> R) async -> R {
    let executor = ThreadExecutor(name: name)
    defer { executor.shutdown() }
    return await withCheckedContinuation { continuation in
        executor.submit { continuation.resume(returning: body()) }
    }
}

/// Runs a throwing blocking call in the same way.
func onOwnThread<R: Sendable>(_ name: String, _ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await onOwnThread(name) { Result { try body() } }.get()
}
