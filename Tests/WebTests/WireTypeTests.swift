import JSONSchema
import JSONTree
import Primitives
import Testing
import Web

@Suite struct `Wire types of endpoints` {
    private struct NotePatch: WireType {
        var title: String?
        var due: Patched<Day>

        static let constraints = Constraints([CodingKeys.title: .name])
    }

    @Test func `a patched field may be absent, null or a value, and keeps the difference both ways`() throws {
        let schema = Schema(request: NotePatch.self)
        #expect(schema == .object(.optional("title", .name), .optional("due", .date)))
        for json: JSON in [["title": "a"], ["due": .null], ["due": "2026-01-31"]] {
            #expect(schema.validate(json) == [])
            #expect(try JSON.of(json.decoded(NotePatch.self)) == json)
        }
        #expect(
            try JSON.decode(NotePatch.self, from: "{}".utf8).due.applied(to: Day("2026-01-30")) == Day("2026-01-30"))
        #expect(try JSON.decode(NotePatch.self, from: #"{"due":null}"#.utf8).due.applied(to: Day("2026-01-30")) == nil)
    }

    private struct Note: WireType {
        var title: String
        @Nullable var due: Day?
        var version: Int
    }

    @Test func `an endpoint's body and answers take their schemas from the types`() {
        #expect(Answer.ok(Note.self) == .ok(Schema(answer: Note.self)))
        #expect(Answer.created(Note.self, "Noted") == .created(Schema(answer: Note.self), "Noted"))
        #expect(Answer.accepted(Note.self) == .accepted(Schema(answer: Note.self)))
        #expect(Answer.page(of: Note.self) == .page(of: Schema(answer: Note.self)))
        guard case .json(let json, let limit, let isOptional) = RequestBody.json(Note.self, limit: 10, optional: true),
            case .form(let form, _) = RequestBody.form(Note.self)
        else {
            Issue.record("another kind of body")
            return
        }
        #expect(json == Schema(request: Note.self) && limit == 10 && isOptional)
        #expect(form == json)
    }
}
