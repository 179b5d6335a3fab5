import Configuration
import Contracts
import DomainClock
import Executors
import Idempotency
import Jobs
import Messaging
import Observability
import Postgres
import TokenKeys

/// The work of a service beside answering requests, each part in a task that is owned here.
final class ServiceWorkers: Sendable {
    private let relay: OutboxRelay?
    private let consumer: EventConsumer?
    private let consumerDatabase: PostgresClient?
    private let relayTask: Task<Void, Never>?
    private let consumerTask: Task<Void, Never>?
    private let otherTasks: [Task<Void, Never>]
    /// The task is cancelled at a stop, but not awaited, because it may be in a call that waits for a broker.
    private let topicTask: Task<Void, Never>?
    private let failures: AsyncStream<any Error>

    init(_ context: ServiceContext, _ parts: ServiceParts, _ options: Service.Options) {
        let (failures, reporter) = AsyncStream<any Error>.makeStream(bufferingPolicy: .bufferingOldest(1))
        self.failures = failures
        relay = options.usesKafka ? context.relay(parts, options) : nil
        consumerDatabase = options.usesKafka ? PostgresClient(context.consumerDatabaseConfiguration) : nil
        consumer = consumerDatabase.flatMap { context.consumer(parts, options, on: $0) }
        relayTask = relay.map { relay in
            Task { await Self.run("relay", context.log, reporter) { try await relay.run() } }
        }
        consumerTask = consumer.map { consumer in
            Task { await Self.run("consumer", context.log, reporter) { try await consumer.run() } }
        }

        let jobs = JobRunner(
            parts.jobs + [context.idempotencySweep], database: context.databaseConfiguration, log: context.log,
            metrics: context.metrics)
        context.clock.onMove { jobs.wakeAll() }
        let followsClock = context.configuration.isDevelopment && options.clock == nil
        otherTasks = [
            Task { await jobs.run() },
            Task { await StateRefresher(context: context, followsClock: followsClock).run() },
        ]
        let maker = TopicMaker(context, prefix: options.topicPrefix)
        topicTask = options.usesKafka ? Task { await maker.runUntilDone() } : nil
    }

    func failure() async -> (any Error)? {
        for await error in failures { return error }
        return nil
    }

    func stopIntake(_ deadline: Deadline) async {
        for task in otherTasks { task.cancel() }
        topicTask?.cancel()
        consumer?.stop()
        await finish(otherTasks + [consumerTask].compactMap { $0 }, deadline)
        await consumerDatabase?.close()
    }

    func stopRelay(_ deadline: Deadline) async {
        relay?.stop()
        await finish([relayTask].compactMap { $0 }, deadline)
    }

    /// Waits for the tasks, and cancels them at the deadline.
    private func finish(_ tasks: [Task<Void, Never>], _ deadline: Deadline) async {
        let watch = Task {
            try await Task.sleep(for: deadline.remaining)
            for task in tasks { task.cancel() }
        }
        for task in tasks { await task.value }
        watch.cancel()
    }

    /// A worker retries transient errors, so an error that it throws needs an operator.
    @concurrent
    private static func run(
        _ name: String, _ log: Log, _ reporter: AsyncStream<any Error>.Continuation,
        _ body: @Sendable () async throws -> Void
    ) async {
        do {
            try await body()
        } catch  where !Task.isCancelled {
            log.critical("\(name) failed permanently", ["error": .error(error)])
            reporter.yield(error)
        } catch {
            log.debug("\(name) was cancelled")
        }
    }
}

extension ServiceContext {
    fileprivate func relay(_ parts: ServiceParts, _ options: Service.Options) -> OutboxRelay {
        var relayOptions = RelayOptions()
        relayOptions.topicPrefix = options.topicPrefix
        relayOptions.eraseAgain = parts.eraseAgain
        if let lease = options.relayLease { relayOptions.lease = lease }
        return OutboxRelay(
            journal: journal, database: databaseConfiguration, kafka: kafka, options: relayOptions, log: log,
            metrics: metrics)
    }

    /// Nil if the service subscribes to nothing.
    fileprivate func consumer(
        _ parts: ServiceParts, _ options: Service.Options, on database: PostgresClient
    ) -> EventConsumer? {
        let projections = allProjections(parts)
        guard !parts.handlers.isEmpty || !projections.isEmpty else { return nil }
        var consumerOptions = ConsumerOptions()
        consumerOptions.topicPrefix = options.topicPrefix
        consumerOptions.instanceID = configuration.optionalString("MUSTER_INSTANCE_ID")
        return EventConsumer(
            service: service, database: database, journal: journal, kafka: kafka, handlers: parts.handlers,
            projections: projections, options: consumerOptions, log: log, metrics: metrics)
    }

    /// A few connections of the consumer's own: dozens of partitions that are read again at once wait for each other
    /// here, and not before the API's pool.
    fileprivate var consumerDatabaseConfiguration: PostgresConfiguration {
        var own = databaseConfiguration
        own.poolSize = min(4, own.poolSize)
        own.maxWaiters = 10_000
        own.poolDeadline = .seconds(60)
        own.applicationName += "-consumer"
        return own
    }

    /// The service's own projections, and those of the keys, except in accounts, which writes its keys itself.
    func allProjections(_ parts: ServiceParts) -> [Projection] {
        parts.projections + (service == .accounts ? [] : tokens.projections)
    }

    fileprivate var idempotencySweep: BackgroundJob {
        BackgroundJob("idempotency-sweep", every: .seconds(1800)) { [database] in
            try await Idempotency.removeExpired(database)
        }
    }
}
