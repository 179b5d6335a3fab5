/// The list of all settings for people to read. It never has the value of a secret.
package enum ConfigurationTable {
    package static func markdown(_ keys: [ConfigurationKey]) -> String {
        let rows = keys.map { key in
            "| \(names(key).map { "`\($0)`" }.joined(separator: "<br>")) | \(cell(defaultText(key))) "
                + "| \(cell(range(key))) | \(cell(key.description)) |"
        }
        return (["| setting | default | may be | meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    package static func text(_ keys: [ConfigurationKey], _ configuration: Configuration?) -> String {
        keys.map { key in
            var lines = [names(key).joined(separator: ", "), "    \(key.description)"]
            lines.append("    may be: \(range(key)); default: \(defaultText(key))")
            if let configuration { lines.append("    is now: \(current(key, configuration))") }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func names(_ key: ConfigurationKey) -> [String] {
        ([key.name] + key.overrides).flatMap { name -> [String] in
            switch key.kind {
            case .secret: ["\(name)_FILE"]
            default: key.isSecret ? [name, "\(name)_FILE"] : [name]
            }
        }
    }

    private static func defaultText(_ key: ConfigurationKey) -> String {
        let needed: String? =
            switch key.requirement {
            case .never: nil
            case .inProduction: "required in production"
            case .always: "required"
            }
        let value = key.defaultValue.map { $0.isEmpty ? "empty" : $0 }
        let inProduction = key.productionDefault.map { "\($0.isEmpty ? "none" : $0) in production" }
        let parts = [value, inProduction, needed].compactMap { $0 }
        return parts.isEmpty ? "none" : parts.joined(separator: "; ")
    }

    private static func range(_ key: ConfigurationKey) -> String {
        let words =
            switch key.kind {
            case .string(let form): form?.words ?? "text"
            case .int(let range): ConfigurationValue.words(range)
            case .duration(let range): ConfigurationValue.words(range)
            case .flag: "on, off"
            case .choice(let values): values.joined(separator: ", ")
            case .occurrence(let values): "\(values.joined(separator: ", ")); with :n, the n-th time"
            case .list(let form): "values separated by commas\(form.map { ", each \($0.words)" } ?? "")"
            case .instant: "a time such as 2026-03-01T00:00:00Z"
            case .timeZone: "an IANA time zone"
            case .file: "a readable file"
            case .secret(let length):
                length > 1 ? "a file with a secret of at least \(length) bytes" : "a file with a secret"
            }
        return key.isDevelopmentOnly ? "\(words); development only" : words
    }

    private static func current(_ key: ConfigurationKey, _ configuration: Configuration) -> String {
        if case .secret = key.kind { return configuration.optionalSecret(key) == nil ? "not set" : "set (hidden)" }
        guard let value = configuration.optionalString(key) else { return "not set" }
        if key.isSecret { return value == key.defaultValue ? value : "set (hidden)" }
        return value.isEmpty ? "empty" : value
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
