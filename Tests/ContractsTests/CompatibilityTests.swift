import Contracts
import Foundation
import JSONSchema
import JSONTree
import Testing

/// No schema may break a released one, in either direction, whichever version it is (FULL_TRANSITIVE).
///
/// `make release` writes each release's schemas to `Shared/Contracts/Released/<version>/schemas`.
@Suite struct CompatibilityTests {
    @Test func `no type breaks a released version of itself, and none is gone`() throws {
        #expect(try Documents.breaks(ofReleasesIn: Documents.released) == [])
    }

    @Test func `a type that breaks a release, or is gone from it, is found`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "released-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let schemas = folder.appending(path: "1.0.0/schemas")
        try FileManager.default.createDirectory(at: schemas, withIntermediateDirectories: true)
        let kept = EventType.seatTaken
        try Data(kept.schema.json.serialised()).write(to: schemas.appending(path: "\(kept.name).json"))
        #expect(try Documents.breaks(ofReleasesIn: folder.path) == [])

        let broken = Schema.event(.required("personId", .uuid))
        try Data(broken.json.serialised()).write(to: schemas.appending(path: "\(kept.name).json"))
        try Data(broken.json.serialised()).write(to: schemas.appending(path: "org.muster.registration.gone.v1.json"))
        let breaks = try Documents.breaks(ofReleasesIn: folder.path)
        #expect(breaks.contains { $0.hasPrefix("1.0.0 \(kept.name): /required:") })
        #expect(breaks.contains("1.0.0 org.muster.registration.gone.v1: gone"))
    }

    static let released = Schema.event(
        .required("id", .uuid), .optional("note", .string()), .required("kind", .string(enum: ["a", "b"])),
        .required("parts", .array(.event(.required("n", .integer(min: 0)), .optional("m", .date)))))

    static let harmless: [(String, Schema)] = [
        ("the same", released),
        (
            "an optional field more",
            .event(
                .required("id", .uuid), .optional("note", .string()), .optional("more", .boolean),
                .required("kind", .string(enum: ["b", "a"])),
                .required("parts", .array(.event(.required("n", .integer(min: 0)), .optional("m", .date)))))
        ),
        (
            "an optional field less, here and within",
            .event(
                .required("id", .uuid), .required("kind", .string(enum: ["a", "b"])),
                .required("parts", .array(.event(.required("n", .integer(min: 0))))))
        ),
        ("other words for people", released.described("said anew")),
    ]

    @Test(arguments: harmless)
    func `optional fields may come and go`(_ change: String, current: Schema) {
        #expect(Compatibility.breaks(released: Self.released.json, current: current.json).isEmpty, "\(change)")
    }

    static let parts = Schema.array(.event(.required("n", .integer(min: 0)), .optional("m", .date)))
    static let kind = Schema.string(enum: ["a", "b"])
    static let breaking: [(String, Schema, String)] = [
        (
            "a required field more",
            .event(
                .required("id", .uuid), .optional("note", .string()), .required("kind", kind),
                .required("parts", parts),
                .required("more", .boolean)), "/required"
        ),
        (
            "a required field less",
            .event(
                .optional("note", .string()), .required("kind", kind), .required("parts", parts)), "/required"
        ),
        (
            "a required field made optional",
            .event(
                .optional("id", .uuid), .optional("note", .string()), .required("kind", kind), .required("parts", parts)
            ),
            "/required"
        ),
        (
            "another type",
            .event(
                .required("id", .uuid), .optional("note", .integer()), .required("kind", kind),
                .required("parts", parts)),
            "/properties/note/type"
        ),
        (
            "a word more",
            .event(
                .required("id", .uuid), .optional("note", .string()),
                .required("kind", .string(enum: ["a", "b", "c"])),
                .required("parts", parts)), "/properties/kind/enum"
        ),
        (
            "a narrower bound within",
            .event(
                .required("id", .uuid), .optional("note", .string()), .required("kind", kind),
                .required("parts", .array(.event(.required("n", .integer(min: 1)), .optional("m", .date))))),
            "/properties/parts/items/properties/n/minimum"
        ),
        (
            "closed",
            .object(
                .required("id", .uuid), .optional("note", .string()), .required("kind", kind), .required("parts", parts)
            ),
            "/additionalProperties"
        ),
    ]

    @Test(arguments: breaking)
    func `every other change is found, at its place`(_ change: String, current: Schema, place: String) {
        let breaks = Compatibility.breaks(released: Self.released.json, current: current.json)
        #expect(breaks.contains { $0.hasPrefix(place + ":") }, "\(change): \(breaks)")
        let back = Compatibility.breaks(released: current.json, current: Self.released.json)
        #expect(!back.isEmpty, "\(change), the other way round")
    }

    @Test func `a field that was taken away may not come back as another`() {
        let without = Schema.event(.required("id", .uuid))
        let back = Schema.event(.required("id", .uuid), .optional("note", .integer()))
        let first = Schema.event(.required("id", .uuid), .optional("note", .string()))
        #expect(Compatibility.breaks(released: without.json, current: back.json).isEmpty)
        #expect(!Compatibility.breaks(released: first.json, current: back.json).isEmpty)
    }
}
