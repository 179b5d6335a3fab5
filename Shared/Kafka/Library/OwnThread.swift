import Executors

/// Runs a call that blocks on a thread made for it, and suspends meanwhile: never block the cooperative pool.
func onOwnThread<R: Sendable>(_ name: String, _ body: @escaping @Sendable () -> R) async -> R {
    let executor = ThreadExecutor(name: name)
    defer { executor.shutdown() }
    return await withCheckedContinuation { continuation in
        executor.submit { continuation.resume(returning: body()) }
    }
}

/// The same for a call that fails.
func onOwnThread<R: Sendable>(_ name: String, _ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await onOwnThread(name) { Result { try body() } }.get()
}
