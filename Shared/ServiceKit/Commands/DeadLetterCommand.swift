import Messaging
import Postgres
import Primitives

/// The commands `dlq list`, `show`, `redrive` and `purge`.
enum DeadLetterCommand {
    static let all = [list, show, redrive, purge]

    private static let filters = [
        CommandOption("id", "NUMBERS", "The records with these ids, separated by commas."),
        CommandOption("topic", "TOPIC", "The records of this topic."),
        CommandOption("type", "TYPE", "The records of this event type."),
        CommandOption("key", "KEY", "The records of this aggregate."),
        CommandOption("reason", "TEXT", "The records whose reason contains this text."),
        CommandOption("since", "TIME", "The records that were dead-lettered at this time or later."),
        CommandOption("before", "TIME", "The records that were dead-lettered before this time."),
        CommandOption("limit", "NUMBER", "The maximum number of records, oldest first; default 100."),
    ]

    private static let list = Command(
        "dlq list", "List the records that could not be handled (dead letters).",
        options: filters + [CommandOption("closed", "Include the records that were redriven or purged.")]
    ) { invocation in
        try await invocation.withContext { context in
            var filter = try filter(invocation)
            filter.includesClosed = invocation.has("closed")
            let letters = try await DeadLetters(context.database).list(filter)
            for letter in letters { invocation.console.print(line(letter)) }
            invocation.console.complain("\(letters.count) dead letters")
            return 0
        }
    }

    private static func line(_ letter: DeadLetter) -> String {
        let state = letter.isOpen ? "open" : "closed"
        return "\(letter.id)  \(state)  \(letter.deadAt)  \(letter.topic)[\(letter.partition)]@\(letter.offset)  "
            + "\(letter.type ?? "-")  \(letter.key ?? "-")  redriven \(letter.redrives)×  \(letter.reason)"
    }

    private static let show = Command("dlq show", "Show a dead letter with its headers and content.", argument: "ID") {
        invocation in
        guard let id = invocation.argument.flatMap({ Int64($0) }) else { throw UsageError("Give an ID: dlq show ID") }
        return try await invocation.withContext { context in
            guard let (letter, headers, value) = try await DeadLetters(context.database).show(id) else {
                invocation.console.complain("there is no dead letter \(id)")
                return 1
            }
            invocation.console.print(line(letter))
            invocation.console.print(CommandHelp.columns(headers.map { ($0.0, $0.1) }))
            invocation.console.print(value ?? "(the content is personal and was not kept)")
            return 0
        }
    }

    private static let dryRun = CommandOption("dry-run", "Only list the records that match.")
    private static let everything = CommandOption("all", "All open records, up to the limit.")

    private static let redrive = Command(
        "dlq redrive", "Let the running service handle dead letters again.", options: filters + [everything, dryRun]
    ) { invocation in
        try await change(invocation, "redriven") { letters, filter, isDryRun, progress in
            try await letters.redrive(filter, isDryRun: isDryRun) { progress.show($0) }
        }
    }

    private static let purge = Command(
        "dlq purge", "Close dead letters without handling them, and delete their stored content.",
        options: filters + [everything, dryRun]
    ) { invocation in
        try await change(invocation, "purged") { letters, filter, isDryRun, progress in
            try await letters.purge(filter, isDryRun: isDryRun) { progress.show($0) }
        }
    }

    private static func change(
        _ invocation: Invocation, _ participle: String,
        _ body: (DeadLetters, DeadLetterFilter, Bool, ProgressPrinter) async throws -> [DeadLetter]
    ) async throws -> Int32 {
        let filter = try filter(invocation)
        let names = ["id", "topic", "type", "key", "reason", "since", "before", "all"]
        guard names.contains(where: invocation.has) else {
            throw UsageError("Select records by an option of “dlq list”, or give --all.")
        }
        return try await invocation.withContext { context in
            let progress = ProgressPrinter(invocation.console)
            let isDryRun = invocation.has("dry-run")
            let letters = try await body(DeadLetters(context.database), filter, isDryRun, progress)
            progress.finish()
            for letter in letters { invocation.console.print(line(letter)) }
            invocation.console.complain("\(letters.count) \(isDryRun ? "would be " : "")\(participle)")
            let left = try await isDryRun ? [] : DeadLetters(context.database).list(filter)
            let dead = left.filter { !$0.isRedrivable }.count
            if dead > 0 {
                invocation.console.complain("\(dead) stay: they hold no event that could be handled (dlq purge)")
            }
            return 0
        }
    }

    private static func filter(_ invocation: Invocation) throws -> DeadLetterFilter {
        var filter = DeadLetterFilter()
        if let ids = invocation.options["id"] {
            filter.ids = try ids.split(separator: ",").map { text in
                guard let id = Int64(text) else { throw UsageError("--id: “\(text)” is no number") }
                return id
            }
        }
        filter.topic = invocation.options["topic"]
        filter.type = invocation.options["type"]
        filter.key = invocation.options["key"]
        filter.reasonContains = invocation.options["reason"]
        filter.since = try invocation.moment("since")
        filter.before = try invocation.moment("before")
        if let limit = try invocation.value("limit", as: Int.self) { filter.limit = limit }
        return filter
    }
}
