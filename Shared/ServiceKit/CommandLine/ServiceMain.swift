import Configuration
import Contracts
import FoundationEssentials
import Glibc

/// The whole of an executable: reads the command line and does what it says.
package enum ServiceMain {
    /// Runs the command and ends the process.
    ///
    /// ```swift
    /// @main struct App { static func main() async { await ServiceMain.run(.accounts) } }
    /// ```
    /// `@concurrent`, because `main()` belongs to the main actor and nothing of a service shall.
    @concurrent
    package static func run(_ definition: ServiceDefinition) async -> Never {
        // A peer that closes its socket must not end us; libpq and libmicrohttpd then see EPIPE.
        signal(SIGPIPE, SIG_IGN)
        let code = await execute(
            definition, arguments: Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment, console: .standard)
        // Without the exit handlers of C libraries, whose threads may still run: everything is written by now.
        _exit(code)
    }

    /// The same for tests: with given arguments, and what is printed goes to the console. Answers the exit code: 0
    /// done, 1 failed, 2 not understood or wrongly configured.
    @concurrent
    package static func execute(
        _ definition: ServiceDefinition, arguments: [String], environment: [String: String], console: Console
    ) async -> Int32 {
        do {
            let parser = CommandParser(program: definition.name.rawValue, commands: definition.allCommands)
            switch try parser.parse(arguments) {
            case .help(let command):
                console.print(CommandHelp(definition).text(for: command))
                return 0
            case .run(let command, let invocation):
                var invocation = invocation
                invocation.definition = definition
                invocation.environment = environment
                invocation.console = console
                return try await command.run(invocation)
            }
        } catch {
            console.complain("\(definition.name.rawValue): \(error)")
            return error is UsageError || error is ConfigurationError ? 2 : 1
        }
    }
}
