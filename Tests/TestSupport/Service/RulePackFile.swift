import Configuration
import FoundationEssentials
import Observability
import Primitives
package import ServiceKit

/// A rule pack's file for a test; it is removed when `use` returns.
package enum RulePackFile {
    /// - Parameter content: nil for a file that does not exist.
    package static func use<R>(_ content: [UInt8]?, _ body: (_ path: String) async throws -> R) async throws -> R {
        let path = FileManager.default.temporaryDirectory.appending(path: "rule-pack-\(PersonID.new()).json5").path
        if let content { try Data(content).write(to: URL(filePath: path)) }
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    /// Puts a service together with a rule pack's file.
    ///
    /// - Returns: what is wrong with the file, after the setting and the path; nil when the service can start or its
    ///   refusal does not name both.
    package static func fault(of content: [UInt8]?, in definition: ServiceDefinition) async throws -> String? {
        let setting = "\(definition.name.environmentPrefix)RULE_PACK_FILE"
        return try await use(content) { path in
            do {
                let configuration = try ConfigurationReader(
                    definition.name, keys: definition.allKeys, environment: [setting: path]
                ).read()
                let context = try ServiceContext.make(definition, configuration, log: .silent)
                let parts = try await definition.build(context)
                for stop in parts.onStop { await stop() }
                return nil
            } catch let error as ConfigurationError {
                guard error.problems.count == 1, let problem = error.problems.first, problem.hasPrefix(setting) else {
                    return nil
                }
                return problem.split(separator: path, maxSplits: 1).dropFirst().first.map(String.init)
            }
        }
    }

    /// A pack of the version that ships and of one more, which is made of it by replacing texts, each of which must be
    /// there.
    package static func pack(_ shipped: String, andThen changes: KeyValuePairs<String, String>) throws -> [UInt8] {
        guard let start = shipped.firstIndex(of: "{"), let end = shipped.lastIndex(of: "}") else { throw NotThere() }
        let first = String(shipped[start...end])
        return Array("[\n\(first),\n\(try replacing(changes, in: first))\n]".utf8)
    }

    /// The text with each of the texts replaced, wherever it stands.
    package static func replacing(_ changes: KeyValuePairs<String, String>, in text: String) throws -> String {
        try changes.reduce(text) { text, change in
            guard text.contains(change.key) else { throw NotThere() }
            return text.replacing(change.key, with: change.value)
        }
    }

    private struct NotThere: Error {}
}
