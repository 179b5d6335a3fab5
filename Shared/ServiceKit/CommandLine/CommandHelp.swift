import Contracts

/// The text of `--help` for the program, a group of commands, or a command.
struct CommandHelp {
    let definition: ServiceDefinition

    init(_ definition: ServiceDefinition) {
        self.definition = definition
    }

    private var program: String { definition.name.rawValue }

    func text(for path: [String]) -> String {
        let exact = definition.allCommands.first { $0.path == path }
        return exact.map(text) ?? overview(definition.allCommands.filter { $0.path.starts(with: path) })
    }

    private func overview(_ commands: [Command]) -> String {
        let lines = commands.map { (usage($0, withOptions: false), $0.summary) }
        return """
            \(definition.title)

            Usage: \(program) [COMMAND] [OPTIONS] [--SETTING VALUE …]

            Commands:
            \(Self.columns(lines))

            “\(program) COMMAND --help” tells its options. Every setting of “\(program) config list” can be given as an
            environment variable, as --its-name-with-dashes VALUE, or in the file that MUSTER_CONFIG_FILE names.
            """
    }

    private func text(_ command: Command) -> String {
        let options = command.options.map { option in
            ("--\(option.name)" + (option.value.map { " \($0)" } ?? ""), option.description)
        }
        let list = options.isEmpty ? "" : "\n\nOptions:\n\(Self.columns(options))"
        return """
            \(command.summary)

            Usage: \(program) \(usage(command, withOptions: true)) [--SETTING VALUE …]\(list)
            """
    }

    private func usage(_ command: Command, withOptions: Bool) -> String {
        let words = command.path + (command.argument.map { [$0] } ?? [])
        return (words + (withOptions && !command.options.isEmpty ? ["[OPTIONS]"] : [])).joined(separator: " ")
    }

    /// Returns two columns, the first as wide as its widest entry.
    static func columns(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { left, right in
            "  \(left)\(String(repeating: " ", count: width - left.count + 2))\(right)"
        }.joined(separator: "\n")
    }
}
