import Messaging
import Postgres
import Primitives

/// `dlq list | show | redrive | purge`
enum DeadLetterCommand {
    static let all = [list, show, redrive, purge]

    private static let filters = [
        CommandOption("id", "NUMBERS", "Records with these ids, separated by commas."),
        CommandOption("topic", "TOPIC", "Of this topic."),
        CommandOption("type", "TYPE", "Records of this event type."),
        CommandOption("key", "KEY", "Records of this aggregate."),
        CommandOption("reason", "TEXT", "Records whose reason contains this text."),
        CommandOption("since", "TIME", "Records that failed at this time or later."),
        CommandOption("before", "TIME", "Records that failed before this time."),
        CommandOption("limit", "NUMBER", "The highest number of records, oldest first; the default is 100."),
    ]

    private static let list = Command(
        "dlq list", "List the records that could not be handled.",
        options: filters + [CommandOption("closed", "Include records that were redriven or purged.")]
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

    private static let show = Command("dlq show", "Show a record with its headers and content.", argument: "ID") {
        invocation in
        guard let id = invocation.argument.flatMap({ Int64($0) }) else { throw UsageError("Pass an id: dlq show ID") }
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

    private static let dryRun = CommandOption("dry-run", "List the selected records only.")
    private static let everything = CommandOption("all", "All open records, up to the limit.")

    private static let redrive = Command(
        "dlq redrive", "Make the running service handle records again.", options: filters + [everything, dryRun]
    ) { invocation in
        try await change(invocation, "redriven") { letters, filter, isDryRun, progress in
            try await letters.redrive(filter, isDryRun: isDryRun) { progress.show($0) }
        }
    }

    private static let purge = Command(
        "dlq purge", "Close records without handling them, and delete their content from the table.",
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
            throw UsageError("Select records by an option of “dlq list”, or pass --all.")
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
