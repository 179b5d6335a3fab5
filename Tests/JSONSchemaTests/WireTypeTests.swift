import JSONSchema
import JSONTree
import Primitives
import Testing

@Suite struct `Schemas derived from types` {
    private enum Kind: String, Codable, CaseIterable { case `class`, conference }

    private struct Place: WireType, Equatable {
        var city: String
        @Nullable var state: String?
        static let constraints = Constraints(named: "Place", [CodingKeys.city: .name])
    }

    private struct Contact: WireType, Equatable {
        var email: String
        var phone: String?
        static let constraints = Constraints(
            named: "Contact", [CodingKeys.email: .email, .phone: .string(maxLength: 50)])
    }

    /// Either `{"all": true}` or `{"ids": […]}`.
    private enum Selection: WireValue, Codable, Equatable {
        case all
        case ids([OfferingID])

        private enum CodingKeys: CodingKey { case all, ids }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let ids = try container.decodeIfPresent([OfferingID].self, forKey: .ids)
            self = ids.map(Selection.ids) ?? .all
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            case .all: try container.encode(true, forKey: .all)
            case .ids(let ids): try container.encode(ids, forKey: .ids)
            }
        }

        static func schema(as role: WireRole) -> Schema {
            .oneOf([.object(.required("all", .constant(true))), .object(.required("ids", .array(.uuid)))])
        }
        static var sample: Selection { .all }
    }

    private struct Everything: WireType, Equatable {
        var id: OfferingID
        var title: String
        var kind: Kind
        var capacity: Int
        var hours: Double
        var fee: Money
        var isOpen: Bool
        var startsOn: Day
        var createdAt: Instant
        var note: String?
        @Nullable var reason: String?
        @Nullable var place: Place?
        var contact: Contact
        var agencies: [AgencyID]
        var contacts: [Contact]
        var seats: [String: Int]
        var details: JSON
        var selection: Selection
        var kinds: [Kind]?

        static let constraints = Constraints(
            title: "Everything",
            [
                CodingKeys.title: .name, .capacity: .integer(min: 1).described("Seats in all."),
                .hours: .number(0.25...1000, multipleOf: 0.25), .id: .derived.described("Its own."),
                .agencies: .array(.derived, max: 20, unique: true), .contacts: .array(.derived, max: 5),
                .seats: .map(of: .integer(min: 0)), .reason: .text, .kind: .string(enum: Kind.self),
            ])
    }

    private func expected(
        _ reason: Property, _ place: Property, _ contact: Schema, additional: Bool
    ) -> Schema {
        .object(
            [
                .required("id", .uuid.described("Its own.")), .required("title", .name),
                .required("kind", .string(enum: ["class", "conference"])),
                .required("capacity", .integer(min: 1).described("Seats in all.")),
                .required("hours", .number(0.25...1000, multipleOf: 0.25)), .required("fee", .integer),
                .required("isOpen", .boolean), .required("startsOn", .date), .required("createdAt", .dateTime),
                .optional("note", .string()), reason, place, .required("contact", contact),
                .required("agencies", .array(.uuid, max: 20, unique: true)),
                .required("contacts", .array(contact, max: 5)), .required("seats", .map(of: .integer(min: 0))),
                .required("details", .any), .required("selection", Selection.schema(as: .request)),
                .optional("kinds", .array(.string(enum: Kind.self))),
            ], additional: additional, title: "Everything")
    }

    private let contact: [Property] = [.required("email", .email), .optional("phone", .string(maxLength: 50))]

    @Test func `an answer has the fields in order, nullable where they are written as null`() {
        let place = Schema.ref("Place", .object(.required("city", .name), .nullable("state", .string())))
        let derived = Schema(answer: Everything.self)
        #expect(
            derived
                == expected(
                    .nullable("reason", .text), .nullable("place", place), .ref("Contact", .object(contact)),
                    additional: false))
        #expect(Set(derived.definitions.keys) == ["Place", "Contact"])
    }

    @Test func `a request may leave out what may be null, and a shape of its own has no name`() {
        let place = Schema.object(.required("city", .name), .optional("state", .string()))
        #expect(
            Schema(request: Everything.self)
                == expected(
                    .optional("reason", .text), .optional("place", place), .ref("Contact", .object(contact)),
                    additional: false))
    }

    @Test func `an event accepts unknown members at every depth`() {
        let place = Schema.object([.required("city", .name), .nullable("state", .string())], additional: true)
        #expect(
            Schema(event: Everything.self)
                == expected(
                    .nullable("reason", .text), .nullable("place", place), .object(contact, additional: true),
                    additional: true))
    }

    @Test func `an array of a type, a map and a type without fields have schemas too`() {
        struct Nothing: WireType {}
        #expect(Schema(answer: [Contact].self) == .array(.ref("Contact", .object(contact))))
        #expect(Schema(request: [String: [Day]].self) == .map(of: .array(.date)))
        #expect(Schema(event: Nothing.self) == .object([], additional: true))
    }

    @Test func `what a type encodes fits its answer's schema, and what fits its request's schema decodes`() throws {
        var value = Everything.sample
        value.title = "Basic"
        value.capacity = 30
        value.hours = 40
        value.contact.email = "ann@example.org"
        value.place = Place(city: "Ely", state: nil)
        let json = try JSON.of(value)
        #expect(Schema(answer: Everything.self).validate(json) == [])
        #expect(Schema(request: Everything.self).validate(json) == [])
        #expect(Schema(event: Everything.self).validate(json) == [])
        #expect(try json.decoded(Everything.self) == value)
    }

    /// Its keys have a case that no field has.
    private struct Misspelt: WireType {
        var name: String

        enum CodingKeys: String, CodingKey { case name, nmae }

        init(from decoder: any Decoder) throws {
            name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .name)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
        }

        static let constraints = Constraints([CodingKeys.nmae: .name])
    }

    private struct WrongKind: WireType {
        var count: Int
        static let constraints = Constraints([CodingKeys.count: .name])
    }

    private struct Opaque: WireType {
        struct Inner: Codable {}
        var inner: Inner
    }

    @Test func `a constraint for no field, or of another kind than its field's, stops the program`() async {
        let misspelt = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { _ = Schema(answer: Misspelt.self) }
        #expect(misspelt.map { text($0).contains("Misspelt has no field nmae") } ?? false)
        let wrong = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { _ = Schema(answer: WrongKind.self) }
        #expect(wrong.map { text($0).contains("WrongKind.count is not of its constraint's kind") } ?? false)
    }

    @Test func `a field whose type has no schema stops the program`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { _ = Schema(answer: Opaque.self) }
        #expect(result.map { text($0).contains("Inner has no schema") } ?? false)
    }

    private func text(_ result: ExitTest.Result) -> String {
        String(decoding: result.standardErrorContent, as: UTF8.self)
    }
}
