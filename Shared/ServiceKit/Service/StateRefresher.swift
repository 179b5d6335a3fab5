import DomainClock
import Observability
import Postgres
import TokenKeys

/// Reads keys, revocations and, in development, the clock a little more than once a second, because another replica may
/// have changed them. It takes two small statements.
struct StateRefresher: Sendable {
    let context: ServiceContext
    /// False for a clock that a test moves.
    var followsClock: Bool
    var interval: Duration = .milliseconds(800)

    @concurrent
    func run() async {
        let failures = context.metrics.counter(
            "muster_state_refresh_failures_total", "Readings of keys, revocations and clock that failed.")
        var isFailing = false
        while !Task.isCancelled {
            do {
                try await context.tokens.refresh()
                if followsClock {
                    context.clock.setOffset(microseconds: try await ClockStore(database: context.database).offset())
                }
                isFailing = false
            } catch  where !Task.isCancelled {
                failures.increment()
                if !isFailing { context.log.warning("Reading the keys failed", ["error": .error(error)]) }
                isFailing = true
            } catch {
                return
            }
            try? await Task.sleep(for: interval)
        }
    }
}
