import Messaging
import Postgres
import Primitives

/// `outbox status | republish | reconcile`
enum OutboxCommand {
    static let all = [status, republish, reconcile]

    private static let status = Command(
        "outbox status", "Print the position of the relay and the aggregates that are held back."
    ) {
        invocation in
        try await invocation.withContext { context in
            let status = try await OutboxCommands(context.journal).status()
            for line in lines(of: status) { invocation.console.print(line) }
            return 0
        }
    }

    private static func lines(of status: OutboxStatus) -> [String] {
        var rows = [
            ("newest id", "\(status.newestID)"),
            ("epoch", "\(status.epoch)"),
            ("leader", status.leader ?? "none"),
            ("term", "\(status.term)"),
            ("lease until", status.leaseExpiresAt?.description ?? "-"),
            ("open requests", "\(status.openRequests)"),
            ("partitions", "\(status.partitions)"),
        ]
        for cluster in status.clusters {
            rows.append(("cluster", cluster.id))
            rows.append(("  sent up to", "\(cluster.cursor)"))
            rows.append(("  pending", "\(cluster.pending)"))
            rows.append(("  seen at", cluster.seenAt.description))
            for held in cluster.held {
                rows.append(
                    ("  held", "\(held.topic) \(held.key) from \(held.fromID) since \(held.since): \(held.reason)"))
            }
        }
        return CommandHelp.columns(rows).split(separator: "\n").map(String.init)
    }

    private static let republish = Command(
        "outbox republish", "Send facts and state again. Facts keep their ids.",
        options: [
            CommandOption("since", "TIME", "Facts since this time, and states that changed since."),
            CommandOption("aggregate", "KEY", "The aggregate with this key; releases it if it is held back."),
            CommandOption("type", "TYPE", "One event type."),
            CommandOption("all", "Everything."),
            CommandOption("dry-run", "Only count."),
            CommandOption("no-wait", "Do not wait until the relay has sent the records."),
        ]
    ) { invocation in
        let selection = try selection(invocation)
        return try await invocation.withContext { context in
            let commands = OutboxCommands(context.journal)
            let progress = ProgressPrinter(invocation.console)
            let isDryRun = invocation.has("dry-run")
            let outcome = try await commands.republish(selection, isDryRun: isDryRun) { progress.show($0) }
            progress.finish()
            let verb = isDryRun ? "would be sent" : "to be sent"
            invocation.console.print("\(outcome.facts) facts and \(outcome.states) states \(verb)")
            guard let request = outcome.request, !isDryRun, !invocation.has("no-wait") else { return 0 }
            invocation.console.complain("waiting for the relay of a running service (Ctrl-C leaves it to it)")
            while try await commands.requestsOpen().contains(request) { try await Task.sleep(for: .milliseconds(500)) }
            invocation.console.print("sent")
            return 0
        }
    }

    private static func selection(_ invocation: Invocation) throws -> RepublishSelection {
        var selections: [RepublishSelection] = []
        if let since = try invocation.moment("since") { selections.append(.since(since)) }
        if let key = invocation.options["aggregate"] { selections.append(.aggregate(key)) }
        if let type = invocation.options["type"] { selections.append(.type(type)) }
        if invocation.has("all") { selections.append(.everything) }
        guard selections.count == 1, let selection = selections.first else {
            throw UsageError("Pass one of --since, --aggregate, --type and --all.")
        }
        return selection
    }

    private static let reconcile = Command(
        "outbox reconcile",
        "List the differences between topics and tables, for instance after a restore.",
        options: [
            CommandOption(
                "repair", "Make the relay recover: send everything since the last valid checkpoint in a new epoch.")
        ]
    ) { invocation in
        try await invocation.withContext { context in
            let progress = ProgressPrinter(invocation.console)
            let report = try await OutboxCommands(context.journal).reconcile(
                kafka: context.kafka, repairs: invocation.has("repair")
            ) { progress.show($0) }
            progress.finish()
            for difference in report.differences {
                invocation.console.print(
                    "\(difference.kind.rawValue)  \(difference.topic)  \(difference.key)  \(difference.detail)")
            }
            invocation.console.complain("\(report.recordsRead) records read, \(report.differences.count) differences")
            if report.recoveryRequested { invocation.console.complain("the relay was asked to recover") }
            return report.needsRecovery && !report.recoveryRequested ? 1 : 0
        }
    }
}
