extension Command {
    /// The commands of every service, in the order of `--help`.
    static let all: [Command] =
        [serve, migrate, topics] + OutboxCommand.all + DeadLetterCommand.all + [projectionRebuild] + ConfigCommand.all
        + [openAPI]
}
