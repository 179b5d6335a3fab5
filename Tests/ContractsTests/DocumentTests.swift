import Contracts
import Foundation
import JSONSchema
import JSONTree
import Testing

/// The files under `Shared/Contracts/Documents` are what the types say. `MUSTER_TEST_WRITE_DOCUMENTS=1 swift test --filter
/// DocumentTests` writes them anew.
@Suite(.serialized) struct DocumentTests {
    @Test func `every type has its schema file`() throws {
        try Documents.expect(
            Catalogue.all.map { type in
                var schema = type.schema.json
                schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
                schema["$id"] = .string(Envelope.dataSchema(ofType: type.type))
                schema["title"] = .string(AsyncAPI.messageName(type))
                return ("\(type.type).json", schema)
            }, in: "schemas")
    }

    @Test func `every type has its golden file, which its schema accepts and its reader reads back`() throws {
        var files: [(String, JSON)] = []
        for example in Examples.all {
            let value = try JSON.parse(try example.encoded())
            files.append(("\(type(of: example).type).json", value))
            #expect(type(of: example).schema.validate(value).isEmpty)
            try readsBack(example)
        }
        #expect(files.count == Catalogue.all.count)
        try Documents.expect(files, in: "golden")
    }

    private func readsBack<E: EventType>(_ example: E) throws {
        #expect(try E.decoded(from: example.encoded()) == example)
        // A field of a later version is passed over; the optional ones of a version without them may be absent.
        var value = try JSON.parse(try example.encoded())
        value["aFieldOfALaterVersion"] = ["x": 1]
        #expect(try E.decoded(from: value.serialised()) == example)
        #expect(E.schema.validate(value).isEmpty)
    }

    @Test func `every service has its AsyncAPI document`() throws {
        var examples: [String: JSON] = [:]
        for example in Examples.all { examples[type(of: example).type] = try JSON.parse(try example.encoded()) }
        try Documents.expect(
            ServiceName.allCases.map { ("\($0.rawValue).json", AsyncAPI($0, examples: examples).document) },
            in: "asyncapi")
    }

    @Test func `the AsyncAPI reference parser finds no error`() throws {
        guard let validator = Documents.validator else {
            print("MUSTER_TEST_ASYNCAPI_VALIDATOR is not set: the AsyncAPI documents are not validated")
            return
        }
        for service in ServiceName.allCases {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["node", validator, Documents.folder("asyncapi") + "/\(service.rawValue).json"]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(service.rawValue): \(text)")
        }
    }
}
