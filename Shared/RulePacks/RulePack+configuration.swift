package import Configuration
package import Contracts
import FoundationEssentials

extension RulePack {
    /// The setting that names a service's file, such as `ACCOUNTS_RULE_PACK_FILE`.
    package static func setting(of service: ServiceName) -> ConfigurationKey {
        .file(
            "\(service.environmentPrefix)RULE_PACK_FILE",
            "The association's amounts and deadlines, as a JSON5 list of versions; if not set, those that ship."
        )
    }

    /// Reads the pack from the file that the settings name, else takes the one that ships.
    ///
    /// - Throws: `ConfigurationError` with the setting, the file, and what is wrong in it.
    package init(_ configuration: Configuration, of service: ServiceName) throws(ConfigurationError) {
        let setting = Self.setting(of: service)
        guard let path = configuration.optionalString(setting) else {
            do { try self.init() } catch {
                throw ConfigurationError(problems: ["The rule pack that ships cannot be used: \(error)"])
            }
            return
        }
        func refuse(_ reason: String) -> ConfigurationError {
            ConfigurationError(problems: ["\(setting.name): the rule pack in \(path) cannot be used: \(reason)"])
        }
        guard let bytes = FileManager.default.contents(atPath: path) else { throw refuse("it cannot be read") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refuse("it is not UTF-8 text") }
        do { try self.init(json5: text) } catch { throw refuse(error.description) }
    }
}
