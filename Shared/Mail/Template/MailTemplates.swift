package import Configuration
import FoundationEssentials

/// The templates of a service's mails: those in the executable, and the files in `MAIL_TEMPLATES` that replace them.
/// Read and checked once at startup.
package struct MailTemplates: Sendable {
    private let templates: [String: MailTemplate]

    /// - Parameters:
    ///   - shipped: the templates in the executable by the kind's name.
    ///   - folder: a folder with files `<service>/<kind>.mail`. Kinds without a file use the shipped template.
    /// - Throws: `ConfigurationError` with all errors. A service with invalid templates does not start.
    package init(
        _ kinds: [MailKind], shipped: [String: [UInt8]], folder: String? = nil, service: String = ""
    ) throws(ConfigurationError) {
        var problems: [String] = []
        var templates: [String: MailTemplate] = [:]
        let overrides = try Self.files(folder, service)
        for name in overrides.keys.sorted() where !kinds.contains(where: { $0.name == name }) {
            problems.append("MAIL_TEMPLATES: \(service)/\(name).mail: unknown kind of mail")
        }
        for kind in kinds {
            let own = overrides[kind.name]
            let source = own == nil ? "the template \(kind.name)" : "MAIL_TEMPLATES: \(service)/\(kind.name).mail"
            guard let bytes = own ?? shipped[kind.name] else {
                problems.append("\(source) is missing")
                continue
            }
            do throws(MailTemplateFault) {
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw MailTemplateFault("is not UTF-8")
                }
                let template = try MailTemplate(text)
                problems += template.faults(for: kind).map { "\(source): \($0)" }
                templates[kind.name] = template
            } catch {
                problems.append("\(source) \(error)")
            }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        self.templates = templates
    }

    private static func files(_ folder: String?, _ service: String) throws(ConfigurationError) -> [String: [UInt8]] {
        guard let folder else { return [:] }
        guard let services = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ConfigurationError(problems: ["MAIL_TEMPLATES: \(folder) is not a readable folder"])
        }
        guard services.contains(service) else { return [:] }
        let own = "\(folder)/\(service)"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: own) else {
            throw ConfigurationError(problems: ["MAIL_TEMPLATES: \(own) is not a readable folder"])
        }
        var files: [String: [UInt8]] = [:]
        for name in names where name.hasSuffix(".mail") && !name.hasPrefix(".") {
            guard let data = FileManager.default.contents(atPath: "\(own)/\(name)") else {
                throw ConfigurationError(problems: ["MAIL_TEMPLATES: \(name) cannot be read"])
            }
            files[String(name.dropLast(5))] = Array(data)
        }
        return files
    }

    /// Returns the content of a message.
    ///
    /// - Throws: `MailTemplateFault` for a kind without a template, and as `MailTemplate.rendered`.
    package func rendered(_ kind: String, _ fields: [String: String]) throws(MailTemplateFault) -> MailContent {
        guard let template = templates[kind] else { throw MailTemplateFault("no template for \(kind)") }
        return try template.rendered(fields)
    }
}
