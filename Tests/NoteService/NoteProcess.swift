import Configuration
import Foundation
import Glibc
import Observability
import ServiceKit

/// The process: started as `NoteService publisher` or `NoteService reader`, stopped by SIGTERM.
///
/// It has all settings of a service, and `NOTES_TOPIC_PREFIX` and `NOTES_RELAY_LEASE` (seconds) for tests.
enum NoteProcess {
    @concurrent
    static func run() async -> Never {
        signal(SIGPIPE, SIG_IGN)
        let signals = Signals.first()
        do {
            let environment = ProcessInfo.processInfo.environment
            let definition: ServiceDefinition =
                CommandLine.arguments.last == "reader" ? .noteReader : .notePublisher
            let configuration = try ConfigurationReader(
                definition.name, keys: definition.allKeys, environment: environment
            ).read()
            var options = Service.Options()
            options.topicPrefix = environment["NOTES_TOPIC_PREFIX"] ?? ""
            options.relayLease = environment["NOTES_RELAY_LEASE"].flatMap(Int.init).map { .seconds($0) }
            let level = LogLevel(rawValue: configuration.string("MUSTER_LOG_LEVEL")) ?? .warning
            let service = try await Service.start(
                definition, configuration, log: Log(level: level), options: options)
            for await _ in signals { break }
            await service.stop()
            _exit(0)
        } catch {
            print(error)
            _exit(1)
        }
    }
}
