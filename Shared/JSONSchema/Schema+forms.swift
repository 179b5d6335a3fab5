package import JSONTree

extension Schema {
    package static func object(
        _ properties: Property..., additional: Bool = false, title: String? = nil, description: String? = nil
    ) -> Schema {
        object(properties, additional: additional, title: title, description: description)
    }

    /// - Parameter additional: whether members that are not named are accepted, and ignored.
    package static func object(
        _ properties: [Property], additional: Bool = false, title: String? = nil, description: String? = nil
    ) -> Schema {
        precondition(Set(properties.map(\.name)).count == properties.count, "a property is declared twice")
        var schema = Schema(.object(properties, additional: additional))
        schema.title = title
        schema.description = description
        return schema
    }

    /// Returns an object with the members of both, which must be objects. It accepts unknown members if this one does.
    package func joined(with other: Schema) -> Schema {
        guard case .object(let own, let additional) = kind, case .object(let more, _) = other.kind else {
            preconditionFailure("only objects can be joined")
        }
        return .object(own + more, additional: additional, title: title, description: description)
    }

    /// A string. `pattern` may match anywhere unless it is anchored, and replaces the check against NUL.
    package static func string(
        minLength: Int = 0, maxLength: Int = defaultMaxLength, pattern: Pattern? = nil, format: StringFormat? = nil
    ) -> Schema {
        precondition(pattern.map { !$0.matches("\u{0}") } ?? true, "the pattern admits NUL")
        return Schema(.string(StringRule(length: minLength...maxLength, pattern: pattern, format: format)))
    }

    /// One of the given words.
    package static func string(enum values: [String]) -> Schema {
        Schema(.constants(values.map(JSON.string)))
    }

    /// One of an enum's raw values: `.string(enum: Position.self)`.
    package static func string<T: CaseIterable & RawRepresentable>(enum type: T.Type) -> Schema
    where T.RawValue == String {
        string(enum: type.allCases.map(\.rawValue))
    }

    /// Exactly this value: `.constant(true)`.
    package static func constant(_ value: JSON) -> Schema { Schema(.constants([value])) }

    /// One line of text with a visible character and no control characters: the name of a person, a place or a course.
    package static var name: Schema { name(maxLength: nameMaxLength) }

    package static func name(maxLength: Int) -> Schema {
        string(minLength: 1, maxLength: maxLength, pattern: namePattern)
    }

    /// A file's name, in any script and with spaces. It is no path and does not begin with a dot.
    package static var fileName: Schema { string(minLength: 1, maxLength: 200, pattern: fileNamePattern) }

    /// Text of several lines.
    package static var text: Schema { string(maxLength: textMaxLength) }

    package static var uuid: Schema { string(minLength: 36, maxLength: 36, format: .uuid) }
    /// A calendar date `YYYY-MM-DD`.
    package static var date: Schema { string(minLength: 10, maxLength: 10, format: .date) }
    /// RFC 3339 with any offset.
    package static var dateTime: Schema { string(maxLength: 64, format: .dateTime) }
    package static var email: Schema { string(maxLength: 254, format: .email) }
    package static var uri: Schema { string(maxLength: 2000, format: .uri) }
    /// The form of an IANA name such as `America/Chicago`. The service checks whether the zone exists (409).
    package static var timeZone: Schema {
        string(maxLength: 64, pattern: timeZonePattern)
    }

    package static func integer(min: Int = defaultIntegers.lowerBound, max: Int = defaultIntegers.upperBound) -> Schema
    {
        Schema(.integer(min...max))
    }

    package static var integer: Schema { integer() }

    /// - Parameter step: a power of two, such as 0.25, or a whole number, which doubles hold exactly.
    package static func number(_ range: ClosedRange<Double>? = nil, multipleOf step: Double? = nil) -> Schema {
        Schema(.number(range, multipleOf: step))
    }

    package static var number: Schema { number() }
    package static var boolean: Schema { Schema(.boolean) }

    package static func array(
        _ items: Schema, min: Int = 0, max: Int = defaultMaxItems, unique: Bool = false
    ) -> Schema {
        Schema(.array(items, count: min...max, unique: unique))
    }

    /// An object with any member names, and with values of one schema.
    package static func map(of values: Schema, maxCount: Int = defaultMaxItems) -> Schema {
        Schema(.map(values, maxCount: maxCount))
    }

    package static var any: Schema { Schema(.any) }

    /// A schema with a name, which is rendered once, under `components/schemas` or `$defs`, and referenced.
    package static func ref(_ name: String, _ schema: Schema) -> Schema { Schema(.reference(name, schema)) }

    /// Exactly one of the schemas.
    package static func oneOf(_ forms: [Schema]) -> Schema { Schema(.oneOf(forms)) }

    private static let namePattern = Pattern(
        #"^[^\u0000-\u001f\u007f]*[^\u0000-\u0020\u007f\u00a0][^\u0000-\u001f\u007f]*$"#)
    private static let fileNamePattern = Pattern(
        #"^[^\u0000-\u0020\u007f\u00a0.\/\\][^\u0000-\u001f\u007f\/\\]*$"#)
    private static let timeZonePattern = Pattern("^[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}$")
}
