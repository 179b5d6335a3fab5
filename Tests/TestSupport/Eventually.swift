/// Waits for what another task or process brings about; false when it did not within the time. The first join of a
/// consumer group takes three seconds.
package func eventually(
    within limit: Duration = .seconds(40), _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return try await condition()
}
