import FoundationEssentials
package import JSONTree
package import Primitives

/// The association's amounts and deadlines as they count from a day on.
package protocol RuleVersion: Decodable, Sendable {
    /// Recorded with every decision, so that it can be explained after the next version.
    var version: String { get }
    var effectiveFrom: Day { get }
    /// What is wrong with it, as sentences; empty when it may be used.
    var faults: [String] { get }
}

/// The versions of a service's rule pack, oldest first and at least one: read and checked once, at start.
package struct RuleVersions<Version: RuleVersion>: Sendable {
    package let all: [Version]
    /// Each as its text says it, for `/v1/policies`.
    package let shown: [JSON]

    /// Reads a JSON5 list of versions.
    ///
    /// - Throws: `RulePackFault`; a service with such a pack does not start.
    package init(json5 text: String) throws {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let data = Data(text.utf8)
        let read: [(Version, JSON)]
        do {
            read = Array(
                zip(try decoder.decode([Version].self, from: data), try decoder.decode([JSON].self, from: data))
            )
            .sorted { $0.0.effectiveFrom < $1.0.effectiveFrom }
        } catch {
            throw RulePackFault(reading: error)
        }
        all = read.map(\.0)
        shown = read.map(\.1)
        guard !all.isEmpty else { throw RulePackFault("has no version") }
        for (version, next) in zip(all, all.dropFirst()) where version.effectiveFrom == next.effectiveFrom {
            throw RulePackFault("has two versions from \(version.effectiveFrom) on")
        }
        // Decisions record the name alone.
        for (name, count) in Dictionary(all.map { ($0.version, 1) }, uniquingKeysWith: +) where count > 1 {
            throw RulePackFault("has \(count) versions called \(name)")
        }
        for version in all {
            for fault in version.faults { throw RulePackFault("is wrong in \(version.version): \(fault)") }
        }
    }

    /// The version in force on a day; before the first one, the first.
    package func inForce(on day: Day) -> Version {
        all.last { $0.effectiveFrom <= day } ?? all[0]
    }

    package var latest: Version { all[all.count - 1] }
}

extension RuleVersions where Version: Encodable {
    /// The same, and refuses members that no rule asks for: a misspelt one would leave its rule at something else than was meant.
    package init(strictly text: String) throws {
        try self.init(json5: text)
        for (version, shown) in zip(all, shown) {
            let known = try JSON.of(version).object ?? [:]
            let unknown = (shown.object ?? [:]).keys.filter { known[$0] == nil }.sorted()
            guard unknown.isEmpty else {
                throw RulePackFault(
                    "has in \(version.version) what no rule asks for: \(unknown.joined(separator: ", "))")
            }
        }
    }
}

/// Why a rule pack cannot be used.
package struct RulePackFault: Error, CustomStringConvertible {
    package let description: String

    package init(_ reason: String) {
        description = "the rule pack \(reason)"
    }

    /// By the field, such as `[0].transferFee`: 0 is the first version of the text.
    init(reading error: any Error) {
        func field(_ path: [any CodingKey]) -> String {
            path.reduce(into: "") { text, key in
                text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            self.init("is wrong: \(field(context.codingPath + [key])) is missing")
        case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
            self.init("is wrong: \(field(context.codingPath)) must be of the type \(type)")
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            self.init("is wrong: \(field(context.codingPath)) is not in its form: \(context.debugDescription)")
        default: self.init("is not JSON5: it must be a list of versions, [{ … }], as /v1/policies shows them")
        }
    }
}
