import Contracts
import Foundation
import JSONSchema
import JSONTree
import Testing

/// The files under `Shared/Contracts/Documents` say what the catalogue says. `MUSTER_TEST_WRITE_DOCUMENTS=1 swift test
/// --filter DocumentTests` rewrites them.
@Suite(.serialized) struct DocumentTests {
    @Test func `every type has its schema file`() throws {
        try Documents.expect(
            Catalogue.all.map { type in
                var schema = type.schema.json
                schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
                schema["$id"] = .string(Envelope.dataSchema(ofType: type.name))
                schema["title"] = .string(type.title)
                return ("\(type.name).json", schema)
            }, in: "schemas")
    }

    @Test func `every type has its golden file, which its schema accepts and its reader reads back`() throws {
        var files: [(String, JSON)] = []
        for example in Examples.all {
            let value = try JSON.parse(try example.payload.encoded())
            files.append(("\(example.type.name).json", value))
            try readsBack(example.type, value, example.payload)
        }
        #expect(files.count == Catalogue.all.count)
        try Documents.expect(files, in: "golden")
    }

    private func readsBack<Entry: CatalogueEntry>(
        _ type: Entry, _ golden: JSON, _ payload: any EventValue
    ) throws {
        let payload = try #require(payload as? Entry.Payload)
        #expect(type.schema.validate(golden).isEmpty)
        #expect(try type.decoded(from: golden.serialised()) == payload)
        // A reader ignores a field of a later version.
        var later = golden
        later["aFieldOfALaterVersion"] = ["x": 1]
        #expect(try type.decoded(from: later.serialised()) == payload)
        #expect(type.schema.validate(later).isEmpty)
    }

    @Test func `every service has its AsyncAPI document`() throws {
        var examples: [String: JSON] = [:]
        for example in Examples.all { examples[example.type.name] = try JSON.parse(try example.payload.encoded()) }
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
