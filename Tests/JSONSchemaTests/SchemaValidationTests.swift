import JSONSchema
import JSONTree
import Testing

@Suite struct `Validation by schemas` {
    private static let venue = Schema.object(
        .required("name", .name),
        .required("country", .string(pattern: "^[A-Z]{2}$")),
        .optional("seats", .integer(min: 1, max: 500)),
        .optional("tags", .array(.string(enum: ["indoor", "outdoor"]), max: 2, unique: true)))

    @Test func `a value that fits has no violations; optional members may be absent or null`() throws {
        for text in [
            #"{"name":"Hall","country":"US"}"#, #"{"name":"Hall","country":"US","seats":null,"tags":["indoor"]}"#,
        ] {
            #expect(Self.venue.validate(try JSON.parse(text.utf8)).isEmpty)
        }
    }

    @Test(
        arguments: [
            (#"[]"#, [""]), (#"{"country":"US"}"#, ["/name"]), (#"{"name":null,"country":"US"}"#, ["/name"]),
            (#"{"name":"","country":"USA"}"#, ["/name", "/country"]),
            (#"{"name":"H","country":"US","seats":0}"#, ["/seats"]),
            (#"{"name":"H","country":"US","seats":1.5}"#, ["/seats"]),
            (#"{"name":"H","country":"US","seats":1e30}"#, ["/seats"]),
            (#"{"name":"H","country":"US","seats":"1"}"#, ["/seats"]),
            (#"{"name":"H","country":"US","tags":["indoor","roof"]}"#, ["/tags/1"]),
            (#"{"name":"H","country":"US","tags":["indoor","indoor"]}"#, ["/tags"]),
            (#"{"name":"H","country":"US","a/b~c":1}"#, ["/a~1b~0c"]),
            (#"{"name":"H\u0000","country":"US"}"#, ["/name"]),
        ] as [(String, [String])])
    func `each violation has its place`(text: String, pointers: [String]) throws {
        #expect(Self.venue.validate(try JSON.parse(text.utf8)).map(\.pointer) == pointers)
    }

    @Test func `no string admits NUL, whatever its form, nor a map's name`() {
        for schema in [Schema.string(), .text, .name, .email, .uri, .uuid, .date, .dateTime, .timeZone] {
            #expect(!schema.validate("a\u{0}b").isEmpty)
        }
        #expect(!Schema.map(of: .any).validate(["a\u{0}": 1]).isEmpty)
    }

    @Test(
        arguments: [
            (.uuid, ["0190a1b2-0000-7000-8000-000000000000"], ["0190a1b2", "{0190a1b2-0000-7000-8000-000000000000}"]),
            (.date, ["2024-02-29", "0001-01-01"], ["2023-02-29", "2024-2-9", "20240229", "0000-01-01"]),
            (
                .dateTime, ["2026-03-01T00:00:00Z", "2026-03-01T00:00:00.123456+05:30"],
                ["2026-03-01", "2026-03-01T24:00:00Z", "2026-03-01T00:00:00", "0001-01-01T00:00:00+10:00"]
            ),
            (.email, ["a@b.c", "x+y!#$%&'*/=?^_`{|}~@sub.example"], ["a", "a@", "@b", "a b@c", "a@b@c", "a\n@b"]),
            (.uri, ["https://a.example/x?y#z", "urn:x:y"], ["a", "//x", "http://a b"]),
            (.timeZone, ["America/Chicago", "UTC", "America/Argentina/Buenos_Aires"], ["", "a/b", "America/"]),
        ] as [(Schema, [String], [String])])
    func `string formats accept what their Swift types read, and nothing else`(
        schema: Schema, fitting: [String], others: [String]
    ) {
        for text in fitting { #expect(schema.validate(.string(text)).isEmpty, "\(text)") }
        for text in others { #expect(!schema.validate(.string(text)).isEmpty, "\(text)") }
    }

    @Test func `lengths count scalars`() {
        #expect(Schema.string(maxLength: 2).validate("é😀").isEmpty)
        #expect(!Schema.string(maxLength: 2).validate("e\u{301}a").isEmpty)
        #expect(!Schema.string(minLength: 2).validate("😀").isEmpty)
    }

    @Test func `exactly one of the forms must fit, and the nearest one explains`() {
        let award = Schema.oneOf([
            .object(.required("full", .constant(true))), .object(.required("amount", .integer(min: 1))),
        ])
        #expect(award.validate(["full": true]).isEmpty)
        #expect(award.validate(["amount": 5]).isEmpty)
        #expect(award.validate(["amount": 0]).map(\.pointer) == ["/amount"])
        let both = award.validate(["full": true, "amount": 5])
        #expect(both == [Violation(pointer: "", detail: "must have only one of full, amount")])
        #expect(award.validate([:]).map(\.detail) == ["must have one of full, amount"])
        #expect(award.validate(["full": false]).map(\.pointer) == ["/full"])
        #expect(!Schema.oneOf([.string(), .name]).validate("x").isEmpty)
    }

    @Test func `forms that a member's value distinguishes are chosen by it`() {
        let token = Schema.oneOf([
            .object(.required("grant", .constant("password")), .required("name", .name)),
            .object(.required("grant", .constant("refresh")), .required("token", .name)),
        ])
        #expect(token.validate(["grant": "password", "name": "a"]).isEmpty)
        #expect(
            token.validate(["grant": "implicit", "name": "a"])
                == [Violation(pointer: "/grant", detail: "must be one of \"password\", \"refresh\"")])
        #expect(token.validate([:]) == [Violation(pointer: "/grant", detail: "is missing")])
        #expect(token.validate(["grant": "refresh"]).map(\.pointer) == ["/token"])
    }

    @Test func `a document's name is no path`() {
        for name in ["plan.pdf", "Schüler 名.pdf", "a..b.pdf", "1"] {
            #expect(Schema.fileName.validate(.string(name)).isEmpty)
        }
        for name in ["", ".", "..", "../plan.pdf", "a/b.pdf", "a\\b.pdf", ".profile", " a", "a\u{0}b", "a\nb"] {
            #expect(!Schema.fileName.validate(.string(name)).isEmpty, "\(name)")
        }
    }

    @Test func `a number keeps its range and its step`() {
        let hours = Schema.number(0.25...10, multipleOf: 0.25)
        for number in [0.25, 1, 9.75, 10] { #expect(hours.validate(JSON(number)).isEmpty) }
        for number in [0, 0.2, 1.1, 10.25, -1, 1e300] { #expect(!hours.validate(JSON(number)).isEmpty) }
        #expect(hours.json == ["type": "number", "minimum": 0.25, "maximum": 10, "multipleOf": 0.25])
    }

    @Test func `a value has at most fifty violations`() {
        #expect(Schema.array(.string()).validate(.array(Array(repeating: 1, count: 5000))).count == 50)
    }

    @Test func `texts without types are read by the schema`() {
        #expect(Schema.integer().value(of: ["12"]) == 12)
        #expect(Schema.integer().value(of: ["+1"]) == "+1")
        #expect(Schema.integer().value(of: [" 1"]) == " 1")
        #expect(Schema.boolean.value(of: ["true"]) == true)
        #expect(Schema.boolean.value(of: ["1"]) == "1")
        #expect(Schema.string().value(of: ["12"]) == "12")
        #expect(Schema.array(.integer()).value(of: ["1", "2"]) == [1, 2])
        #expect(Schema.string().value(of: ["a", "b"]) == ["a", "b"])
    }
}
