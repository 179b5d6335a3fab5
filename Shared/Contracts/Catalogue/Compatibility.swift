package import JSONTree

/// Judges a schema against one that was released: both readers of either must go on reading the other's records
/// (FULL_TRANSITIVE, when asked about every released version).
///
/// So a schema may only gain or lose optional fields of open objects. Everything else is a break and wants a new type
/// beside the old one; an enum's new word too, since an old reader does not know it.
package enum Compatibility {
    /// What in the new schema breaks the old one, by JSON Pointer; empty when nothing does.
    package static func breaks(released old: JSON, current new: JSON) -> [String] {
        var breaks: [String] = []
        compare(old, new, at: "", &breaks)
        return breaks
    }

    /// Keywords for people, which do not affect validation.
    private static let annotations: Set<String> = ["$schema", "$id", "title", "description", "examples"]

    private static func compare(_ old: JSON, _ new: JSON, at place: String, _ breaks: inout [String]) {
        guard let oldForm = old.object, let newForm = new.object else {
            if old != new { breaks.append("\(place): changed") }
            return
        }
        for keyword in Set(oldForm.keys).union(newForm.keys).subtracting(annotations).sorted() {
            let (before, after) = (oldForm[keyword], newForm[keyword])
            switch keyword {
            case "properties":
                compareProperties(before, after, isOpen: isOpen(oldForm) && isOpen(newForm), place, &breaks)
            case "items", "additionalProperties":
                compare(before ?? .null, after ?? .null, at: "\(place)/\(keyword)", &breaks)
            case "required", "enum", "type":
                if names(before) != names(after) {
                    breaks.append("\(place)/\(keyword): \(words(before)) is now \(words(after))")
                }
            default:
                if before != after { breaks.append("\(place)/\(keyword): \(words(before)) is now \(words(after))") }
            }
        }
    }

    private static func compareProperties(
        _ old: JSON?, _ new: JSON?, isOpen: Bool, _ place: String, _ breaks: inout [String]
    ) {
        let (before, after) = (old?.object ?? [:], new?.object ?? [:])
        for name in Set(before.keys).union(after.keys).sorted() {
            if let one = before[name], let other = after[name] {
                compare(one, other, at: "\(place)/properties/\(name)", &breaks)
            } else if !isOpen {
                breaks.append("\(place)/properties/\(name): came or went in an object that is closed")
            }
        }
    }

    private static func isOpen(_ form: [String: JSON]) -> Bool {
        form["additionalProperties"] != .bool(false)
    }

    /// Lists whose order says nothing; a single word is a list of one.
    private static func names(_ value: JSON?) -> Set<JSON> {
        Set(value?.array ?? value.map { [$0] } ?? [])
    }

    private static func words(_ value: JSON?) -> String {
        value.map { String(decoding: $0.serialised(), as: UTF8.self) } ?? "nothing"
    }
}
