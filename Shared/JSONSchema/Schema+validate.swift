package import JSONTree

extension Schema {
    /// Returns the violations of this schema by the value, at most `Validator.limit`; none when it fits.
    package func validate(_ value: JSON) -> [Violation] {
        var validator = Validator()
        validator.check(value, self)
        return validator.violations
    }
}

/// A walk over a value and its schema. It builds pointers only for violations.
private struct Validator {
    static let limit = 50

    private enum Step {
        case name(String)
        case index(Int)
    }

    var violations: [Violation] = []
    private var path: [Step] = []

    private var pointer: String {
        path.reduce(into: "") { text, step in
            switch step {
            case .name(let name): text += "/" + Violation.escaped(name)
            case .index(let index): text += "/\(index)"
            }
        }
    }

    private mutating func refuse(_ detail: String) {
        guard violations.count < Self.limit else { return }
        violations.append(Violation(pointer: pointer, detail: detail))
    }

    private mutating func check(_ value: JSON, _ schema: Schema, at step: Step) {
        path.append(step)
        check(value, schema)
        path.removeLast()
    }

    mutating func check(_ value: JSON, _ schema: Schema) {
        if case .null = value, schema.isNullable { return }
        switch (schema.kind, value) {
        case (.any, _), (.boolean, .bool): break
        case (.reference(_, let target), _): check(value, target)
        case (.oneOf(let forms), _): checkOne(value, of: forms)
        case (.constants(let values), _):
            if !values.contains(value) {
                let list = values.map { String(decoding: $0.serialised(), as: UTF8.self) }.joined(separator: ", ")
                refuse(values.count == 1 ? "must be \(list)" : "must be one of \(list)")
            }
        case (.string(let rule), .string(let text)): check(text, rule)
        case (.integer(let range), .integer(let number)):
            if !range.contains(number) { refuse("must be from \(range.lowerBound) to \(range.upperBound)") }
        case (.integer(let range), .number(let number)) where number.rounded() == number:
            refuse("must be from \(range.lowerBound) to \(range.upperBound)")
        case (.number(let range, let step), .integer), (.number(let range, let step), .number):
            guard let number = value.double else { return }
            if let range, !range.contains(number) {
                refuse("must be from \(range.lowerBound) to \(range.upperBound)")
            } else if let step, number.remainder(dividingBy: step) != 0 {
                refuse("must be a multiple of \(step)")
            }
        case (.array(let form, let count, let unique), .array(let items)):
            check(items, form, count: count, unique: unique)
        case (.map(let form, let maxCount), .object(let members)):
            if members.count > maxCount { refuse("must have at most \(maxCount) members") }
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                if name.unicodeScalars.count > Schema.nameMaxLength || name.utf8.contains(0) {
                    path.append(.name(name))
                    refuse("has a name that is too long, or with the character U+0000")
                    path.removeLast()
                }
                check(member, form, at: .name(name))
            }
        case (.object(let properties, let additional), .object(let members)):
            check(members, properties, additional: additional)
        default: refuse("must be \(schema.kind.noun)\(schema.isNullable ? " or null" : "")")
        }
    }

    private mutating func check(_ text: String, _ rule: Schema.StringRule) {
        // Most checked strings are ids. A UUID has its length and none of the refused characters.
        if rule.format == .uuid, rule.pattern == nil, rule.length.contains(36), StringFormat.uuid.holds(text) { return }
        if text.utf8.count < rule.length.lowerBound || text.utf8.count > rule.length.upperBound {
            let length = text.unicodeScalars.count
            if length < rule.length.lowerBound {
                return refuse(
                    rule.length.lowerBound == 1
                        ? "must not be empty" : "must have at least \(rule.length.lowerBound) characters")
            }
            if length > rule.length.upperBound {
                return refuse("must have at most \(rule.length.upperBound) characters")
            }
        } else if rule.length.lowerBound > 1, text.unicodeScalars.count < rule.length.lowerBound {
            return refuse("must have at least \(rule.length.lowerBound) characters")
        }
        if let pattern = rule.pattern {
            if !pattern.matches(text) { refuse("must match \(pattern.source)") }
        } else if text.utf8.contains(0) {
            refuse("must not contain the character U+0000")
        }
        if let format = rule.format, !format.holds(text) { refuse("must be in the form of \(format.rawValue)") }
    }

    private mutating func check(_ items: [JSON], _ form: Schema, count: ClosedRange<Int>, unique: Bool) {
        if items.count < count.lowerBound { refuse("must have at least \(count.lowerBound) items") }
        if items.count > count.upperBound { return refuse("must have at most \(count.upperBound) items") }
        for (index, item) in items.enumerated() { check(item, form, at: .index(index)) }
        if unique, Set(items).count < items.count { refuse("must not have the same item twice") }
    }

    private mutating func check(_ members: [String: JSON], _ properties: [Property], additional: Bool) {
        var known = 0
        for property in properties {
            if let value = members[property.name] {
                known += 1
                check(value, property.schema, at: .name(property.name))
            } else if property.isRequired {
                path.append(.name(property.name))
                refuse("is missing")
                path.removeLast()
            }
        }
        guard !additional, known < members.count else { return }
        let names = Set(properties.map(\.name))
        for name in members.keys.filter({ !names.contains($0) }).sorted() {
            path.append(.name(name))
            refuse("is unknown")
            path.removeLast()
        }
    }

    private mutating func checkOne(_ value: JSON, of forms: [Schema]) {
        if case .object(let members) = value, let detail = Alternatives(forms).refusal(of: members) {
            if let name = detail.name { path.append(.name(name)) }
            refuse(detail.text)
            if detail.name != nil { path.removeLast() }
            return
        }
        var best: [Violation]?
        var fitting = 0
        for form in forms {
            var attempt = Validator()
            attempt.path = path
            attempt.check(value, form)
            if attempt.violations.isEmpty { fitting += 1 }
            if attempt.violations.count < best?.count ?? .max { best = attempt.violations }
        }
        if fitting == 0 {
            for violation in best ?? [] where violations.count < Self.limit { violations.append(violation) }
        }
        if fitting > 1 { refuse("must fit one form only, and fits \(fitting)") }
    }
}

extension Schema.Kind {
    fileprivate var noun: String {
        switch self {
        case .string: "a string"
        case .constants: "one of the given values"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        case .array: "an array"
        case .object, .map: "an object"
        case .any, .reference, .oneOf, .derived: "a value"
        }
    }
}
