import Contracts
import JSONTree
import Kafka
import Messaging
import Postgres
import Web

extension Command {
    static let migrate = Command(
        "migrate", "Migrate the service's tables to this version.",
        options: [
            CommandOption("list", "Print every migration with its digest, without the database."),
            CommandOption("dry-run", "List the pending migrations without applying them."),
        ]
    ) { invocation in
        if invocation.has("list") {
            for migration in invocation.definition.allMigrations { invocation.console.print("\(migration.record)") }
            return 0
        }
        return try await invocation.withContext(migrated: false) { context in
            let console = invocation.console
            if invocation.has("dry-run") {
                let pending = try await context.migrator.pending(on: context.database)
                for migration in pending { console.print("would apply \(migration.title)") }
                if pending.isEmpty { console.print("nothing to apply") }
                return 0
            }
            let applied = try await context.migrator.apply(on: context.database)
            for migration in applied { console.print("applied \(migration.title)") }
            if applied.isEmpty { console.print("nothing to apply") }
            try await context.migrator.verify(on: context.database)
            return 0
        }
    }

    static let topics = Command(
        "topics", "Create the service's missing topics with their settings.",
        options: [
            CommandOption("list", "Print name:partitions of each topic, without a broker."),
            CommandOption("dry-run", "List the missing topics without creating them."),
        ]
    ) { invocation in
        let console = invocation.console
        let topics = invocation.definition.publishes
        if invocation.has("list") {
            for topic in topics { console.print("\(topic.name):\(topic.partitions)") }
            return 0
        }
        let configuration = try invocation.configuration()
        let context = try ServiceContext.make(
            invocation.definition, configuration, log: invocation.log(configuration))
        let maker = TopicMaker(context)
        let state = try await maker.state()
        for topic in state.there {
            let problem = topic.problem.map { ": \($0)" } ?? ""
            console.print("is there  \(topic.name)\(problem)")
        }
        if invocation.has("dry-run") {
            for name in state.missing { console.print("missing   \(name)") }
            return 0
        }
        // It answered just now, so it is there; a broker that has just started may take long to name a new topic's
        // leaders.
        for name in try await maker.makeMissing(within: .seconds(60)) { console.print("made      \(name)") }
        return state.there.contains { $0.problem != nil } ? 1 : 0
    }

    static let projectionRebuild = Command(
        "projection rebuild", "Delete a projection's rows and read its topic again from the start.", argument: "NAME",
        options: [CommandOption("all", "All projections of the service, one after the other.")]
    ) { invocation in
        try await invocation.withContext { context in
            let parts = try await context.definition.build(context)
            let commands = ProjectionCommands(context.database, projections: context.allProjections(parts))
            let known = commands.names.joined(separator: ", ")
            let names = invocation.has("all") ? commands.names : [invocation.argument].compactMap { $0 }
            guard !names.isEmpty else {
                throw UsageError("Name a projection or pass --all. The projections are: \(known)")
            }
            for name in names where !commands.names.contains(name) {
                throw UsageError("there is no projection “\(name)”; there are: \(known)")
            }
            for name in names {
                let progress = ProgressPrinter(invocation.console)
                try await commands.rebuild(name) { progress.show($0) }
                progress.finish()
                invocation.console.print("\(name): emptied; the running service reads its topic again")
            }
            for action in parts.onStop { await action() }
            return 0
        }
    }

    static let openAPI = Command("openapi", "Print the service's OpenAPI 3.1 document.") { invocation in
        let configuration = try invocation.configuration()
        let context = try ServiceContext.make(
            invocation.definition, configuration, log: invocation.log(configuration))
        let parts = try await context.definition.build(context)
        let application = try context.application(parts, Readiness([], context.metrics))
        invocation.console.print(String(decoding: application.document.serialised(), as: UTF8.self))
        for action in parts.onStop { await action() }
        return 0
    }
}
