import Foundation

/// The command behind `make bench`: measures the relay, the HTTP stack, the registration desk or the started services,
/// and prints tables.
///
/// Two things that are compared are measured alternately in one run, and the median of the rounds counts. On a shared
/// machine the ratio is stable even if the absolute figures are not.
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
        throw BenchmarkError(
            "benchmarks relay|http|services|register|calendar|import --name value …; make bench sets all of it up")
    }
}
