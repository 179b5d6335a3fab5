package import Contracts
import FoundationEssentials
import Security

/// Everything that is wrong with a service's settings, said at once.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problems: [String]

    package init(problems: [String]) {
        self.problems = problems
    }

    package var description: String {
        (["The configuration has \(problems.count == 1 ? "a problem" : "\(problems.count) problems"):"]
            + problems.map { "  - \($0)" }).joined(separator: "\n")
    }
}

/// Gathers a service's settings from the command line, the environment and a file, in this order, and checks them all.
package struct ConfigurationReader {
    private let service: ServiceName
    private let keys: [ConfigurationKey]
    private let arguments: [(name: String, value: String)]
    private let environment: [String: String]

    /// - Parameters:
    ///   - arguments: `--key-name value` pairs by their dashed name without the dashes.
    package init(
        _ service: ServiceName, keys: [ConfigurationKey], arguments: [(name: String, value: String)] = [],
        environment: [String: String]
    ) {
        self.service = service
        self.keys = keys
        self.arguments = arguments
        self.environment = environment
    }

    package func read() throws(ConfigurationError) -> Configuration {
        var problems: [String] = []
        let given = gather(&problems)
        problems += ConfigurationNames(service, keys).problems(
            of: given.environment + given.file, inFile: Set(given.file.map(\.name)))

        let found = given.values
        let production = found["MUSTER_ENVIRONMENT"]?.text == DeploymentEnvironment.production.rawValue
        var values: [String: String] = [:]
        var secrets: [String: SecretBytes] = [:]
        for key in keys {
            let defaultValue = production ? key.productionDefault ?? key.defaultValue : key.defaultValue
            guard let (text, variable) = value(of: key, in: found, &problems) else {
                if key.requirement == .always || (key.requirement == .inProduction && production) {
                    let name = key.variables.map(\.name).joined(separator: " or ")
                    problems.append("\(name) is missing: \(key.description)")
                }
                values[key.name] = defaultValue
                continue
            }
            if let problem = problem(with: text, of: key, production: production) {
                let shown = key.isSecret ? "" : " (it is “\(text)”)"
                problems.append("\(variable) \(problem)\(shown)")
                continue
            }
            if case .secret = key.kind { secrets[key.name] = SecretBytes(text) } else { values[key.name] = text }
        }
        problems += missingBesideOthers(values, Set(secrets.keys), given: found)
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return Configuration(
            environment: production ? .production : .development, keys: keys, values: values, secrets: secrets,
            warnings: ConfigurationNames(service, keys).warnings(of: given.environment))
    }

    // MARK: - Sources

    private struct Given {
        var values: [String: (text: String, variable: String)] = [:]
        var environment: [(name: String, value: String)] = []
        var file: [(name: String, value: String)] = []
    }

    /// Names and texts from all sources; a later source never replaces an earlier one's value.
    private func gather(_ problems: inout [String]) -> Given {
        var given = Given()
        let byArgument = argumentNames
        for (name, value) in arguments {
            guard let variable = byArgument[name] else {
                let known = byArgument.keys.sorted()
                problems.append("--\(name) is unknown\(ConfigurationNames.suggestion(name, from: known, prefix: "--"))")
                continue
            }
            given.values[variable] = (value, "--\(name)")
        }
        given.environment = environment.map { (name: $0.key, value: $0.value) }
        // An empty variable is one that a compose file or a shell left unset.
        for (name, value) in environment where given.values[name] == nil && !value.isEmpty {
            given.values[name] = (value, name)
        }
        // A file that cannot be read is reported where the setting itself is judged.
        if let (path, _) = given.values["MUSTER_CONFIG_FILE"], let content = Self.content(ofFile: path) {
            given.file = ConfigurationFile.parse(content, name: path, &problems)
            for (name, value) in given.file where given.values[name] == nil && !value.isEmpty {
                given.values[name] = (value, "\(name) in \(path)")
            }
        }
        return given
    }

    /// `database-url` → `DATABASE_URL`; `accounts-` and `muster-` may be left out where no other setting has that name.
    private var argumentNames: [String: String] {
        var names: [String: String] = [:]
        let variables = keys.flatMap { $0.variables.map(\.name) }
        for variable in variables { names[Self.dashed(variable)] = variable }
        for prefix in [service.environmentPrefix, "MUSTER_"] {
            for variable in variables where variable.hasPrefix(prefix) {
                let short = Self.dashed(String(variable.dropFirst(prefix.count)))
                if names[short] == nil { names[short] = variable }
            }
        }
        return names
    }

    static func dashed(_ variable: String) -> String {
        variable.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
    }

    private func value(
        of key: ConfigurationKey, in given: [String: (text: String, variable: String)], _ problems: inout [String]
    ) -> (text: String, variable: String)? {
        for (name, isFile) in key.variables {
            guard let (text, variable) = given[name] else { continue }
            guard isFile else { return (text, variable) }
            guard let content = Self.content(ofFile: text) else {
                problems.append("\(variable): \(text) cannot be read")
                return nil
            }
            // Editors and `echo` end a file with a line break that is no part of the secret.
            return (String(content.reversed().drop { $0.isNewline }.reversed()), variable)
        }
        return nil
    }

    static func content(ofFile path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(data: data, encoding: .utf8)
    }

    // MARK: - Checks

    /// Settings that others make necessary.
    private func missingBesideOthers(
        _ values: [String: String], _ secrets: Set<String>, given: [String: (text: String, variable: String)]
    ) -> [String] {
        func isGiven(_ key: ConfigurationKey) -> Bool {
            values[key.name] != nil || secrets.contains(key.name) || key.variables.contains { given[$0.name] != nil }
        }
        return keys.compactMap { key in
            if let companion = keys.first(where: { $0.name == key.companion }), isGiven(key) != isGiven(companion) {
                return "\(key.variables[0].name) and \(companion.variables[0].name) belong together"
            }
            if let need = key.need, let value = values[need.setting], need.values.contains(value), !isGiven(key) {
                return "\(key.variables[0].name) is missing: \(need.setting) is \(value)"
            }
            return nil
        }
    }

    private static func isReadableFile(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
            && FileManager.default.isReadableFile(atPath: path)
    }

    private func problem(with text: String, of key: ConfigurationKey, production: Bool) -> String? {
        if production, key.isDevelopmentOnly { return "is for development only" }
        if let problem = ConfigurationValue.problem(text, key.kind) { return problem }
        if case .file = key.kind, !Self.isReadableFile(text) { return "names no readable file" }
        if production, key.isSecret, SampleSecret.isOne(text) {
            return "holds a sample value: production needs a secret of its own"
        }
        return nil
    }
}
