import Configuration
import Glibc
import Observability

extension Command {
    static let serve = Command("serve", "Run the service (the default).") { invocation in
        let configuration = try invocation.configuration()
        let log = invocation.log(configuration)
        return await Server(definition: invocation.definition, configuration: configuration, log: log).run()
    }
}

/// A run of `serve`: from the start to the first signal, or to an error with which the service cannot continue.
private struct Server {
    let definition: ServiceDefinition
    let configuration: Configuration
    let log: Log

    private enum Event: Sendable {
        case signal(Int32)
        case started(Service)
        case failed(any Error)
    }

    @concurrent
    func run() async -> Int32 {
        let signals = Signals.first()
        log.info("Starting", ["environment": .string(configuration.environment.rawValue)])
        for warning in configuration.warnings { log.warning("A setting is unknown", ["setting": .string(warning)]) }
        return await withTaskGroup(of: Event?.self) { group in
            group.addTask {
                for await number in signals { return .signal(number) }
                return nil
            }
            group.addTask {
                do {
                    return .started(try await Service.start(definition, configuration, log: log))
                } catch {
                    return .failed(error)
                }
            }
            var service: Service?
            while let event = await group.next() {
                switch event {
                case .started(let started):
                    service = started
                    group.addTask { await started.failure().map { .failed($0) } }
                case .signal(let number):
                    group.cancelAll()
                    if service == nil { service = await startedMeanwhile(&group) }
                    await stop(service, "signal \(number)")
                    return 0
                case .failed(let error):
                    log.critical("The service failed", ["error": .error(error)])
                    group.cancelAll()
                    await stop(service, "failure")
                    return 1
                case nil:
                    continue
                }
            }
            return 1
        }
    }

    /// Waits for the end of a cancelled start, and returns the service if the start succeeded all the same.
    private func startedMeanwhile(_ group: inout TaskGroup<Event?>) async -> Service? {
        while let last = await group.next() {
            if case .started(let started) = last { return started }
        }
        return nil
    }

    private func stop(_ service: Service?, _ cause: String) async {
        log.info("Stopping", ["cause": .string(cause)])
        let time = configuration.duration("MUSTER_SHUTDOWN_TIMEOUT")
        // A call in a C library cannot be cancelled. The kernel ends the process shortly after the time.
        alarm(UInt32(time.components.seconds) + 2)
        let began = ContinuousClock.now
        await service?.stop(within: time)
        log.info("Stopped", ["seconds": .seconds(ContinuousClock.now - began)])
    }
}
