package import DomainClock
package import Primitives
package import Security

/// A setting named in code: the key itself, or its name.
package protocol ConfigurationName {
    var configurationName: String { get }
}

extension String: ConfigurationName {
    package var configurationName: String { self }
}

extension ConfigurationKey: ConfigurationName {
    package var configurationName: String { name }
}

/// Where the service runs. Development has sample data and the clock that can be moved; production refuses both.
package enum DeploymentEnvironment: String, Sendable, CaseIterable {
    case development
    case production
}

/// The settings of a running service, all of them checked when it was made (`ConfigurationReader`).
///
/// Reads name a key of the service's list; a name that is not there, or one read as another type, is a programmer's
/// error and traps. A key that may be unset is read by the `optional…` form.
package struct Configuration: Sendable {
    package let environment: DeploymentEnvironment
    /// Every key there is, in the order in which they are listed.
    package let keys: [ConfigurationKey]
    /// Possible mistakes: names that resemble a setting or have its prefix, and that no setting has.
    package let warnings: [String]
    private let values: [String: String]
    private let secrets: [String: SecretBytes]
    private let kinds: [String: ConfigurationKey.Kind]

    init(
        environment: DeploymentEnvironment, keys: [ConfigurationKey], values: [String: String],
        secrets: [String: SecretBytes], warnings: [String] = []
    ) {
        self.warnings = warnings
        self.environment = environment
        self.keys = keys
        self.values = values
        self.secrets = secrets
        kinds = Dictionary(keys.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 })
    }

    package var isProduction: Bool { environment == .production }
    package var isDevelopment: Bool { environment == .development }

    package func optionalString(_ key: some ConfigurationName) -> String? {
        let name = key.configurationName
        precondition(kinds[name] != nil, "\(name) is not in the service's list of settings")
        return values[name]
    }

    /// Any kind's text; traps when it has neither value nor default.
    package func string(_ key: some ConfigurationName) -> String {
        required(optionalString(key), key)
    }

    package func int(_ key: some ConfigurationName) -> Int {
        required(optionalInt(key), key)
    }

    package func optionalInt(_ key: some ConfigurationName) -> Int? {
        optionalString(key).flatMap { Int($0) }
    }

    package func duration(_ key: some ConfigurationName) -> Duration {
        required(optionalString(key).flatMap(ConfigurationValue.duration), key)
    }

    package func bool(_ key: some ConfigurationName) -> Bool {
        required(optionalString(key).flatMap(ConfigurationValue.flag), key)
    }

    package func list(_ key: some ConfigurationName) -> [String] {
        optionalString(key).map(ConfigurationValue.list) ?? []
    }

    package func optionalInstant(_ key: some ConfigurationName) -> Instant? {
        optionalString(key).flatMap { Instant($0) }
    }

    package func zone(_ key: some ConfigurationName) -> Zone {
        required(optionalString(key).flatMap { Zone($0) }, key)
    }

    package func optionalSecret(_ key: some ConfigurationName) -> SecretBytes? {
        let name = key.configurationName
        precondition(kinds[name] != nil, "\(name) is not in the service's list of settings")
        return secrets[name]
    }

    /// A secret's bytes; traps when it is not given, so name it `required` or read it by `optionalSecret`.
    package func secret(_ key: some ConfigurationName) -> SecretBytes {
        required(optionalSecret(key), key)
    }

    private func required<T>(_ value: T?, _ key: some ConfigurationName) -> T {
        guard let value else { preconditionFailure("\(key.configurationName) has no value of that type") }
        return value
    }
}
