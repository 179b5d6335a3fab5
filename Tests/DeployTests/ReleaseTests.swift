import Foundation
import Testing

@Suite struct ReleaseTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func release(_ version: String, to folder: URL) throws -> Int32 {
        let process = Process()
        process.executableURL = Self.root.appending(path: "Deploy/local/release.sh")
        process.arguments = [version, folder.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func `a release freezes every schema, once`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "release-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try release("1.2.0", to: folder) == 0)
        let files = FileManager.default
        let current = Self.root.appending(path: "Shared/Contracts/Documents/schemas").path
        let frozen = folder.appending(path: "1.2.0/schemas").path
        let names = try files.contentsOfDirectory(atPath: current)
        #expect(Set(try files.contentsOfDirectory(atPath: frozen)) == Set(names))
        for name in names {
            #expect(files.contentsEqual(atPath: "\(current)/\(name)", andPath: "\(frozen)/\(name)"), "\(name)")
        }
        #expect(try release("1.2.0", to: folder) != 0)
    }

    @Test(arguments: ["", "1", "1.2", "v1.2.0", "../1.2.0"])
    func `what is no version is refused`(version: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "release-\(UUID())")
        #expect(try release(version, to: folder) != 0)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
