/// The entity tag of a resource's version: `"5"`.
enum EntityTag {
    static func text(_ version: Int) -> String { "\"\(version)\"" }

    /// Returns the version in a strong tag; nil for anything else.
    static func version(_ tag: String) -> Int? {
        let tag = tag.filter { $0 != " " }
        guard tag.utf8.count > 2, tag.first == "\"", tag.last == "\"" else { return nil }
        return Int(tag.dropFirst().dropLast())
    }
}
