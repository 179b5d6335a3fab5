import JSONTree

/// The member by which the forms of a `oneOf` differ. A value that chose no form, or two, is refused for that member:
/// the violations of the nearest form would name members of another.
struct Alternatives {
    /// The member whose value distinguishes the forms, with each form's value.
    private var sign: (name: String, values: [JSON])?
    /// The one member that each form requires.
    private var choices: [String] = []

    init(_ forms: [Schema]) {
        let objects = forms.map { form -> [Property] in
            guard case .object(let properties, additional: false) = form.kind else { return [] }
            return properties.filter(\.isRequired)
        }
        for name in objects.first?.map(\.name) ?? [] {
            let values = objects.compactMap { properties -> JSON? in
                guard case .constants(let values)? = properties.first(where: { $0.name == name })?.schema.kind,
                    values.count == 1
                else { return nil }
                return values[0]
            }
            if values.count == forms.count { sign = (name, values) }
        }
        let names = objects.compactMap { $0.count == 1 ? $0[0].name : nil }
        if sign == nil, names.count == forms.count, Set(names).count == names.count { choices = names }
    }

    /// Returns what is wrong with the choice, and at which member; nil when exactly one form was chosen.
    func refusal(of members: [String: JSON]) -> (name: String?, text: String)? {
        if let sign {
            guard let value = members[sign.name] else { return (sign.name, "is missing") }
            if sign.values.contains(value) { return nil }
            let list = sign.values.map { String(decoding: $0.serialised(), as: UTF8.self) }.joined(separator: ", ")
            return (sign.name, "must be one of \(list)")
        }
        let chosen = choices.filter { members[$0] != nil }
        if choices.isEmpty || chosen.count == 1 { return nil }
        let list = choices.joined(separator: ", ")
        return (nil, chosen.isEmpty ? "must have one of \(list)" : "must have only one of \(list)")
    }
}
