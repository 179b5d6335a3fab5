import Configuration

/// The command line was not understood.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// An option of a command beside the settings: `--dry-run`, `--since TIME`.
package struct CommandOption: Sendable, Hashable {
    let name: String
    /// What its value is called in help; nil for a switch.
    let value: String?
    let description: String

    package init(_ name: String, _ value: String, _ description: String) {
        self.name = name
        self.value = value
        self.description = description
    }

    /// A switch.
    package init(_ name: String, _ description: String) {
        self.name = name
        self.value = nil
        self.description = description
    }
}

/// One thing that every executable can do.
package struct Command: Sendable {
    /// `["outbox", "republish"]`
    let path: [String]
    let summary: String
    /// The name of the argument after the command, such as `ID`; nil if there is none.
    let argument: String?
    let options: [CommandOption]
    let run: @Sendable (Invocation) async throws -> Int32

    package init(
        _ path: String, _ summary: String, argument: String? = nil, options: [CommandOption] = [],
        run: @escaping @Sendable (Invocation) async throws -> Int32
    ) {
        self.path = path.split(separator: " ").map(String.init)
        self.summary = summary
        self.argument = argument
        self.options = options
        self.run = run
    }
}

/// Reads the words after the program's name. Pure.
struct CommandParser {
    let program: String
    let commands: [Command]

    enum Parsed {
        /// Help on a command, or on a group (`outbox`), or on all when empty.
        case help([String])
        case run(Command, Invocation)
    }

    func parse(_ arguments: [String]) throws(UsageError) -> Parsed {
        var words: [String] = []
        var pairs: [(name: String, value: String?)] = []
        var asksForHelp = false
        let switches = Set(commands.flatMap(\.options).filter { $0.value == nil }.map(\.name))
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" || (word == "help" && words.isEmpty) {
                asksForHelp = true
            } else if word.hasPrefix("--") {
                let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = String(parts[0])
                if parts.count == 2 {
                    pairs.append((name, String(parts[1])))
                } else if switches.contains(name) || rest.isEmpty || rest.first?.hasPrefix("--") == true {
                    pairs.append((name, nil))
                } else {
                    pairs.append((name, rest.removeFirst()))
                }
            } else if word.hasPrefix("-"), word != "-" {
                throw UsageError("\(word) is not known; options begin with two dashes\(advice)")
            } else {
                words.append(word)
            }
        }
        if words.isEmpty, !asksForHelp { words = ["serve"] }
        guard let command = commands.first(where: { words.starts(with: $0.path) }) else {
            if asksForHelp, words.isEmpty || commands.contains(where: { $0.path.first == words[0] }) {
                return .help(words)
            }
            throw unknown(words)
        }
        if asksForHelp { return .help(command.path) }
        return .run(command, try invocation(of: command, Array(words.dropFirst(command.path.count)), pairs))
    }

    private func invocation(
        of command: Command, _ words: [String], _ pairs: [(name: String, value: String?)]
    ) throws(UsageError) -> Invocation {
        guard words.count <= (command.argument == nil ? 0 : 1) else {
            throw UsageError("“\(words.last ?? "")” is too much for \(command.path.joined(separator: " "))\(advice)")
        }
        var invocation = Invocation(argument: words.first)
        for (name, value) in pairs {
            if let option = command.options.first(where: { $0.name == name }) {
                if option.value != nil, value == nil { throw UsageError("--\(name) needs a value\(advice)") }
                if option.value == nil, value != nil { throw UsageError("--\(name) takes no value\(advice)") }
                invocation.options[name] = value ?? ""
            } else if let value {
                invocation.settings.append((name, value))
            } else {
                throw UsageError("--\(name) is not known here, or needs a value\(advice)")
            }
        }
        return invocation
    }

    private func unknown(_ words: [String]) -> UsageError {
        let group = commands.filter { $0.path.first == words[0] }
        if !group.isEmpty {
            let names = group.compactMap { $0.path.dropFirst().first }.joined(separator: ", ")
            return UsageError("\(words[0]) needs one of: \(names)\(advice)")
        }
        let names = commands.compactMap(\.path.first)
        let nearest = EditDistance.nearest(to: words[0], in: names).map { "; did you mean \($0)?" } ?? ""
        return UsageError("there is no command “\(words[0])”\(nearest)\(advice)")
    }

    private var advice: String { "\nSee “\(program) --help”." }
}
