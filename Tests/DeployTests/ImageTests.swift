import Foundation
import Testing

/// Images.
@Suite struct ImageTests {
    /// Foundation brings ICU's tables, 35 MB in each executable: FoundationEssentials has all that the services need.
    @Test func `stay small: nothing that goes into them imports the whole of Foundation`() throws {
        var read = 0
        for folder in ["Shared", "Services"] {
            let files = try #require(
                FileManager.default.enumerator(
                    at: ComposedSuite.root.appending(path: folder), includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                read += 1
                let imports = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
                    .filter { $0.hasSuffix("import Foundation") }
                #expect(imports.isEmpty, "\(file.lastPathComponent)")
            }
        }
        #expect(read > 100)
    }
}
