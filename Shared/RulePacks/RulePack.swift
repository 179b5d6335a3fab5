package import JSONTree
package import Primitives

/// The versions of a service's rules, read and checked once at startup.
///
/// A decision takes the version in force on its day at the association's seat and records its name.
package struct RulePack<Version: RuleVersion>: Sendable {
    /// At least one, oldest first.
    package let versions: [Version]
    /// Each version as its text has it, oldest first, for `/v1/policies`.
    package let shown: [JSON]

    /// Reads a list of versions, in any order. The text is JSON with comments, unquoted names, single quotes and
    /// trailing commas, as JSON5 has them.
    ///
    /// - Throws: `RulePackFault` with the line of a syntax error, else with the field that is wrong.
    package init(json5 text: String = Version.shipped) throws(RulePackFault) {
        let tree = try JSON5Text(text).tree()
        let read: [Version]
        do { read = try tree.decoded() } catch { throw RulePackFault(reading: error) }
        guard !read.isEmpty else { throw RulePackFault("must have at least one version") }
        try Self.refuseUnknownMembers(of: tree, as: read)
        try Self.refuseFaults(of: read)
        let ordered = zip(read, tree.array ?? []).sorted { $0.0.effectiveFrom < $1.0.effectiveFrom }
        versions = ordered.map(\.0)
        shown = ordered.map(\.1)
    }

    /// The version in force on a day; before the first one, the first.
    package func policy(on day: Day) -> Version {
        versions.last { $0.effectiveFrom <= day } ?? versions[0]
    }

    /// What `/v1/policies` shows on a day: the members of the version in force, and every version as `versions`.
    package func document(on day: Day) -> JSON {
        var document = shown[versions.lastIndex { $0.effectiveFrom <= day } ?? 0]
        document["versions"] = .array(shown)
        return document
    }

    private static func refuseFaults(of read: [Version]) throws(RulePackFault) {
        var names: Set<String> = []
        var days: Set<Day> = []
        for (index, version) in read.enumerated() {
            guard !version.version.isEmpty else { throw RulePackFault("[\(index)].version must not be empty") }
            for fault in version.faults { throw RulePackFault("[\(index)].\(fault)") }
            // Decisions record the name alone.
            guard names.insert(version.version).inserted else {
                throw RulePackFault("[\(index)].version names another version too: \(version.version)")
            }
            guard days.insert(version.effectiveFrom).inserted else {
                throw RulePackFault("[\(index)].effectiveFrom is another version's day too: \(version.effectiveFrom)")
            }
        }
    }

    /// A misspelt member would leave its rule at a value that was not meant, so a member that no rule reads is a fault.
    private static func refuseUnknownMembers(of tree: JSON, as read: [Version]) throws(RulePackFault) {
        let known: JSON
        do { known = try JSON.of(read) } catch { throw RulePackFault(reading: error) }
        for path in tree.paths(unknownTo: known, below: "") { throw RulePackFault("\(path) is unknown") }
    }
}

extension JSON {
    /// The paths of the members, at any depth, that `known` does not have, in alphabetical order.
    fileprivate func paths(unknownTo known: JSON, below path: String) -> [String] {
        switch (self, known) {
        case (.object(let members), .object(let knownMembers)):
            members.sorted { $0.key < $1.key }.flatMap { name, value in
                let path = path.isEmpty ? name : "\(path).\(name)"
                return knownMembers[name].map { value.paths(unknownTo: $0, below: path) } ?? [path]
            }
        case (.array(let items), .array(let knownItems)):
            zip(items, knownItems).enumerated().flatMap { index, pair in
                pair.0.paths(unknownTo: pair.1, below: "\(path)[\(index)]")
            }
        default: []
        }
    }
}
