import Foundation
package import Testing

/// Prometheus' own checker of metrics text.
package enum Promtool {
    private static let path = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    package static var isInstalled: Bool { path != nil }
    package static let absence: Comment = "promtool is not installed (Debian: prometheus)"

    /// What promtool says about the text: nothing when all is well.
    package static func check(_ text: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "")
        process.arguments = ["check", "metrics"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let words = String(decoding: said, as: UTF8.self)
        return process.terminationStatus == 0 ? words : "exit \(process.terminationStatus): \(words)"
    }
}
