import JSONSchema
import JSONTree
import Testing

@Suite struct `Schemas as documents` {
    @Test func `an object says its members, which are required, and that others are refused`() throws {
        let schema = Schema.object(
            .required("id", .uuid), .optional("note", .string(maxLength: 10)), .nullable("end", .date))
        let expected = try JSON.parse(
            #"""
            {"type":"object","additionalProperties":false,"required":["id","end"],"properties":{
              "id":{"type":"string","format":"uuid","minLength":36,"maxLength":36},
              "note":{"type":["string","null"],"maxLength":10,"pattern":"^[^\\u0000]*$"},
              "end":{"type":["string","null"],"format":"date","minLength":10,"maxLength":10}}}
            """#.utf8)
        #expect(schema.json == expected)
    }

    @Test func `named schemas are rendered once and referred to, also from within each other`() {
        let inner = Schema.ref("Inner", .object(.required("n", .integer())))
        let outer = Schema.object(.required("a", inner), .optional("b", .array(.ref("Outer", .array(inner)))))
        let json = outer.json
        #expect(json["properties"]?["a"] == ["$ref": "#/$defs/Inner"])
        #expect(json["$defs"]?.object?.keys.sorted() == ["Inner", "Outer"])
        #expect(json["$defs"]?["Outer"]?["items"] == ["$ref": "#/$defs/Inner"])
        #expect(outer.rendered(references: "#/components/schemas/")["$defs"] == nil)
    }

    @Test func `null joins every kind of schema`() {
        #expect(Schema.string(enum: ["a"]).nullable().json == ["type": ["string", "null"], "enum": ["a", .null]])
        #expect(Schema.integer(min: 1, max: 2).nullable().json["type"] == ["integer", "null"])
        #expect(
            Schema.ref("R", .boolean).nullable().rendered(references: "#/")
                == ["anyOf": [["$ref": "#/R"], ["type": "null"]]])
        for schema in [Schema.string(enum: ["a"]), .integer(), .ref("R", .boolean), .oneOf([.boolean, .name])] {
            #expect(schema.nullable().validate(.null).isEmpty)
            #expect(!schema.validate(.null).isEmpty)
        }
    }

    @Test func `every string and array of a document is bounded`() {
        for schema in [Schema.string(), .text, .name, .email, .uri, .uuid, .date, .dateTime, .timeZone] {
            #expect(schema.json["maxLength"] != nil)
        }
        #expect(Schema.array(.boolean).json["maxItems"] != nil)
        #expect(Schema.map(of: .boolean).json["maxProperties"] != nil)
        #expect(Schema.integer().json["maximum"] == 9_007_199_254_740_991)
    }
}
