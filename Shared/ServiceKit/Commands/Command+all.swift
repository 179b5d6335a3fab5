extension Command {
    /// Every command, in the order of `--help`.
    static let all: [Command] =
        [serve, migrate, topics] + OutboxCommand.all + DeadLetterCommand.all + [projectionRebuild] + ConfigCommand.all
        + [openAPI]
}
