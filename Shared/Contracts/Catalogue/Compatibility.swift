package import JSONTree

/// Compares a schema with a released one: readers of either version must be able to read the records of the other. A
/// comparison with every released version gives the compatibility FULL_TRANSITIVE.
///
/// A schema may therefore gain or lose only optional fields of open objects. Every other change, such as a new value of
/// an enum, is incompatible and requires a new type beside the old one.
package enum Compatibility {
    /// Returns the incompatible changes, each with its JSON Pointer; empty if the schemas are compatible.
    package static func breaks(released old: JSON, current new: JSON) -> [String] {
        var breaks: [String] = []
        compare(old, new, at: "", &breaks)
        return breaks
    }

    /// The keywords that do not affect validation.
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
                breaks.append("\(place)/properties/\(name): was added or removed in a closed object")
            }
        }
    }

    private static func isOpen(_ form: [String: JSON]) -> Bool {
        form["additionalProperties"] != .bool(false)
    }

    /// Returns the items of a list whose order has no meaning. A single value is a list of one.
    private static func names(_ value: JSON?) -> Set<JSON> {
        Set(value?.array ?? value.map { [$0] } ?? [])
    }

    private static func words(_ value: JSON?) -> String {
        value.map { String(decoding: $0.serialised(), as: UTF8.self) } ?? "nothing"
    }
}
