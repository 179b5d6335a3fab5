import Contracts
import Foundation
import JSONSchema
import JSONTree
import Testing

/// The committed documents, and their comparison with what the code says now.
enum Documents {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The contract files' texts, without the doc comments.
    static func sources() throws -> [String] {
        let folder = root + "/Shared/Contracts"
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
                .split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("///") }.joined(separator: "\n")
        }
    }

    static func folder(_ name: String) -> String { root + "/Shared/Contracts/Documents/" + name }
    static let released = root + "/Shared/Contracts/Released"

    /// What in the catalogue breaks a release in that folder: version, type and place.
    static func breaks(ofReleasesIn folder: String) throws -> [String] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
            $0.contains("/schemas/") && $0.hasSuffix(".json")
        }
        return try files.sorted().flatMap { file in
            let path = URL(filePath: "\(folder)/\(file)")
            let name = path.deletingPathExtension().lastPathComponent
            let release = "\(file.prefix { $0 != "/" }) \(name)"
            guard let entry = Catalogue.entry(named: name) else { return ["\(release): gone"] }
            return Compatibility.breaks(
                released: try JSON.parse(try Data(contentsOf: path)), current: entry.schema.json
            ).map { "\(release): \($0)" }
        }
    }

    static let writes = ProcessInfo.processInfo.environment["MUSTER_TEST_WRITE_DOCUMENTS"] == "1"

    /// The AsyncAPI reference parser as a script, where `MUSTER_TEST_ASYNCAPI_VALIDATOR` names one.
    static var validator: String? {
        ProcessInfo.processInfo.environment["MUSTER_TEST_ASYNCAPI_VALIDATOR"]
    }

    static func text(_ json: JSON) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(json), as: UTF8.self) + "\n"
    }

    /// The folder holds exactly these files with this content; written first, when asked to.
    static func expect(_ files: [(name: String, content: JSON)], in name: String) throws {
        let folder = folder(name)
        if writes {
            try? FileManager.default.removeItem(atPath: folder)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for file in files {
                try Data(text(file.content).utf8).write(to: URL(filePath: folder + "/" + file.name))
            }
        }
        let there = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        #expect(Set(there) == Set(files.map(\.name)))
        for file in files {
            let content = try? String(contentsOfFile: folder + "/" + file.name, encoding: .utf8)
            let expected = try text(file.content)
            #expect(content == expected, "\(name)/\(file.name) is not what the code says")
        }
    }
}
