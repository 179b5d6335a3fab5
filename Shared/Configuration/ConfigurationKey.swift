package import Contracts

/// One setting of a service: its name in the environment, what it may be, what it is when nothing is said, and why one
/// would change it. `config list` prints exactly this.
package struct ConfigurationKey: Sendable, Hashable {
    /// What a value may be. Bounds are part of the kind, so nothing out of range ever reaches a service.
    package enum Kind: Sendable, Hashable {
        case string(TextForm?)
        case int(ClosedRange<Int>)
        /// `250ms`, `5s`, `10m`, `24h`, `7d`; without a unit, seconds.
        case duration(ClosedRange<Duration>)
        /// `on` or `off`.
        case flag
        case choice([String])
        /// One of these names, or `name:n` for the n-th time that it comes up.
        case occurrence([String])
        /// Values separated by commas.
        case list(TextForm?)
        /// An RFC 3339 time.
        case instant
        /// An IANA name such as `America/Chicago`.
        case timeZone
        /// The path of a readable file.
        case file
        /// Text that is never shown. Read from the file that `<NAME>_FILE` names.
        case secret(minimumLength: Int)
    }

    /// Where a value has to be given, whatever the default, because only the operator can know what is right.
    package enum Requirement: Sendable, Hashable {
        case never
        case inProduction
        case always
    }

    package struct Need: Sendable, Hashable {
        package let setting: String
        package let values: [String]
    }

    package let name: String
    /// Names that are asked before `name`: a service's own form of a shared setting.
    package var overrides: [String] = []
    package let kind: Kind
    package let defaultValue: String?
    /// The default in production, where it differs.
    package var productionDefault: String?
    package var requirement = Requirement.never
    /// Whether a value is hidden wherever settings are shown.
    package var isSecret = false
    /// Another setting without which this one is of no use.
    package var companion: String?
    /// Where another setting has one of these values, this one is needed.
    package var need: Need?
    /// Settings that production refuses.
    package var isDevelopmentOnly = false
    package let description: String

    private init(_ name: String, _ kind: Kind, _ defaultValue: String?, _ description: String) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.description = description
    }

    package static func string(
        _ name: String, as form: TextForm? = nil, default value: String? = nil, _ description: String
    ) -> Self {
        Self(name, .string(form), value, description)
    }

    package static func int(
        _ name: String, default value: Int?, in range: ClosedRange<Int>, _ description: String
    ) -> Self {
        Self(name, .int(range), value.map(String.init), description)
    }

    package static func duration(
        _ name: String, default value: String?, in range: ClosedRange<Duration>, _ description: String
    ) -> Self {
        Self(name, .duration(range), value, description)
    }

    package static func flag(_ name: String, default value: Bool, _ description: String) -> Self {
        Self(name, .flag, value ? "on" : "off", description)
    }

    package static func choice(
        _ name: String, default value: String?, of values: [String], _ description: String
    ) -> Self {
        Self(name, .choice(values), value, description)
    }

    package static func occurrence(_ name: String, of values: [String], _ description: String) -> Self {
        Self(name, .occurrence(values), nil, description)
    }

    package static func list(
        _ name: String, of form: TextForm? = nil, default value: String = "", _ description: String
    ) -> Self {
        Self(name, .list(form), value, description)
    }

    package static func instant(_ name: String, _ description: String) -> Self {
        Self(name, .instant, nil, description)
    }

    package static func timeZone(_ name: String, default value: String, _ description: String) -> Self {
        Self(name, .timeZone, value, description)
    }

    package static func file(_ name: String, _ description: String) -> Self {
        Self(name, .file, nil, description)
    }

    /// A secret; its value is given as a file named by `<name>_FILE` and in no other way.
    package static func secret(
        _ name: String, minimumLength: Int = 1, required: Requirement = .never, _ description: String
    ) -> Self {
        var key = Self(name, .secret(minimumLength: minimumLength), nil, description)
        key.isSecret = true
        key.requirement = required
        return key
    }

    package func required(_ requirement: Requirement = .always) -> Self {
        with { $0.requirement = requirement }
    }

    package func inProduction(default value: String) -> Self {
        with { $0.productionDefault = value }
    }

    /// Given together with the other or not at all; said on one of the two, or on both.
    package func together(with companion: String) -> Self {
        with { $0.companion = companion }
    }

    package func needed(where setting: String, isOneOf values: [String]) -> Self {
        with { $0.need = Need(setting: setting, values: values) }
    }

    package var developmentOnly: Self {
        with { $0.isDevelopmentOnly = true }
    }

    /// Hidden in every listing, and also readable from a file by `<NAME>_FILE` (a URL that holds a password).
    package var hidden: Self {
        with { $0.isSecret = true }
    }

    /// Lets a service say it under its own name: `ACCOUNTS_DATABASE_URL` beside `DATABASE_URL`.
    package func overridable(by service: ServiceName) -> Self {
        with { $0.overrides = ["\(service.environmentPrefix)\(name)"] }
    }

    private func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }

    /// Every environment variable that gives this setting, the first found first.
    var variables: [(name: String, isFile: Bool)] {
        (overrides + [name]).flatMap { name -> [(name: String, isFile: Bool)] in
            switch kind {
            case .secret: [("\(name)_FILE", true)]
            default: isSecret ? [("\(name)_FILE", true), (name, false)] : [(name, false)]
            }
        }
    }
}

extension ServiceName {
    /// `ACCOUNTS_`, `INSTRUCTOR_QUALIFICATION_`: how the service's own settings begin.
    package var environmentPrefix: String {
        rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() + "_"
    }

    /// The service's schema in PostgreSQL: `instructor_qualification`.
    package var schemaName: String {
        rawValue.map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
