import Foundation

/// What `make bench` runs: measures the relay, the HTTP stack, the registration desk or the started services, and prints tables.
///
/// Two things that are compared are measured in turns within one run, and the median of the rounds counts: on a machine
/// that others use too, the ratio holds where the absolute figures do not.
@main
struct Benchmarks {
    static func main() async {
        do {
            try await run(Arguments(CommandLine.arguments))
        } catch {
            FileHandle.standardError.write(Data("benchmarks: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// Outside of the `@main` type, so that nothing here is bound to the main actor.
@concurrent
private func run(_ arguments: Arguments) async throws {
    switch arguments.command {
    case "relay": try await RelayBenchmark(arguments).run()
    case "http": try await HTTPBenchmark(arguments).run()
    case "services": try await ServicesBenchmark(arguments).run()
    case "register": try await RegisterBenchmark.run(arguments)
    case "calendar": try await CalendarBenchmark.run(arguments)
    case "import": try await ImportBenchmark.run(arguments)
    default:
        throw Mistake(
            "benchmarks relay|http|services|register|calendar|import --name value …; make bench sets all of it up")
    }
}
