import HTTP
import JSONSchema
import JSONTree
import Primitives
import TestSupport
import UseCases
import Web

extension ProblemCode {
    static let noteClosed = ProblemCode("noteClosed", "The note is closed")
}

extension WebSample {
    private static let note = Schema.ref(
        "Note",
        .object(
            .required("id", .uuid), .required("text", .text), .nullable("due", .date),
            .required("version", .integer(min: 1))))

    private static let newNote = Schema.ref(
        "NewNote", .object(.required("text", .string(minLength: 1, maxLength: 20)), .optional("due", .date)))

    private struct NewNote: Decodable {
        let text: String
        let due: Day?
    }

    static func endpoints(_ notes: NoteBox) -> [Endpoint] {
        [
            .get(
                "/v1/notes",
                Operation(
                    "List notes", access: .anyone,
                    query: .paging + [.query("due", .date), .query("kind", .string(enum: ["open", "closed"]))],
                    answers: [.page(of: note), .csv]
                ) { call in
                    if call.preferred(["application/json", "text/csv"]) == "text/csv" {
                        return .text("text/csv", "id\r\n")
                    }
                    let after = try call.cursor()?.values(NoteID.self)
                    let limit = try call.limit()
                    let rows = notes.all.filter { note in after.map { note.id > $0 } ?? true }.prefix(limit + 1)
                    return try .ok(Page(Array(rows), limit: limit, item: { $0 }, cursor: { Cursor($0.id) }))
                }),
            .post(
                "/v1/notes",
                Operation(
                    "Write a note", access: .signedIn, body: .json(newNote),
                    answers: [.created(note)], problems: [.noteClosed]
                ) { call in
                    let new = try call.decode(NewNote.self)
                    if new.text == "closed" { throw Problem(.noteClosed, "It is closed.") }
                    let note = Note(id: .new(), text: new.text, due: new.due, version: 1)
                    notes.put(note)
                    return try .created(note, location: "/v1/notes/\(note.id)", version: note.version)
                }),
            .get(
                "/v1/notes/recent",
                Operation(
                    "The last note", access: .anyoneMaybeSignedIn, answers: [.ok(note)]
                ) {
                    _ in
                    let note = notes.all.last ?? Note(id: .new(), text: "", due: nil, version: 1)
                    return try .ok(note, version: note.version)
                }),
            .get(
                "/v1/notes/{id}",
                Operation(
                    "One note", access: .roles(.staff), answers: [.ok(note)]
                ) { call in
                    guard let note = notes[try call.path("id")] else { throw Problem.notFound }
                    return try .ok(note, version: note.version)
                }),
            .patch(
                "/v1/notes/{id}",
                Operation(
                    "Change a note", access: .roles(.staff), body: .json(newNote),
                    answers: [.ok(note)]
                ) { call in
                    guard let old = notes[try call.path("id")] else { throw Problem.notFound }
                    try call.versionMatch().require(old.version)
                    let new = try call.decode(NewNote.self)
                    let note = Note(id: old.id, text: new.text, due: new.due, version: old.version + 1)
                    notes.put(note)
                    return try .ok(note, version: note.version)
                }),
            .put(
                "/v1/notes/{id}/documents/{name}",
                Operation(
                    "Attach a document", access: .signedIn,
                    body: .binary(limit: 20_000, types: ["application/pdf"]), answers: [.noContent]
                ) { call in
                    _ = try await call.collected()
                    return .noContent
                }),
            .post(
                "/v1/tokens",
                Operation(
                    "A form", access: .anyone,
                    body: .form(.object(.required("grant_type", .string()), .optional("scope", .string()))),
                    answers: [.ok(.map(of: .string()))], rate: .sensitive
                ) { call in try .ok(call.decode([String: String].self)) }),
            .post(
                "/v1/imports",
                Operation(
                    "Import", access: .roles(.staff), body: .csv(limit: 1 << 20),
                    answers: [.accepted(.object(.required("lines", .integer())))]
                ) { call in try .accepted(["lines": call.text().split(separator: "\n").count]) }),
        ]
    }
}
