import Configuration

/// `config check | list`
enum ConfigCommand {
    static let all = [check, list]

    /// What a start would refuse before it asks the database: settings, and what the service is put together from with
    /// them, its rule pack for one.
    private static let check = Command("config check", "Check the settings and report all faults.") {
        invocation in
        let configuration = try invocation.configuration()
        for warning in configuration.warnings { invocation.console.complain(warning) }
        let context = try ServiceContext.make(
            invocation.definition, configuration, log: invocation.log(configuration))
        let parts = try await context.definition.build(context)
        for action in parts.onStop { await action() }
        invocation.console.print("The configuration is valid (\(configuration.environment.rawValue)).")
        return 0
    }

    private static let list = Command(
        "config list", "Print every setting with its default, range and present value.",
        options: [CommandOption("markdown", "As a Markdown table, without present values.")]
    ) { invocation in
        let keys = invocation.definition.allKeys
        guard !invocation.has("markdown") else {
            invocation.console.print(ConfigurationTable.markdown(keys))
            return 0
        }
        // The list is there to find out what is wrong, so it is printed even when something is.
        var problem: ConfigurationError?
        var configuration: Configuration?
        do {
            configuration = try invocation.configuration()
        } catch let error as ConfigurationError {
            problem = error
        }
        invocation.console.print(ConfigurationTable.text(keys, configuration))
        if let problem { throw problem }
        return 0
    }
}
