import FoundationEssentials

/// Writes each message to a file in a folder, atomically, for development and for mail systems that collect files. The
/// file name is derived from the message id, so writing a message again replaces the same file.
package struct MailSpool: MailTransport {
    private let folder: String

    package init(folder: String) {
        self.folder = folder
    }

    package var isRepeatable: Bool { true }
    package var timeLimit: Duration { .seconds(30) }

    package func deliver(
        _ message: MailMessage, handover: @escaping @Sendable () async -> Bool
    ) async -> MailOutcome {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard await handover() else { return .withdrawn }
            let path = "\(folder)/\(message.id.uuidString.lowercased()).eml"
            try Data(message.bytes).write(to: URL(filePath: path), options: .atomic)
            return .sent(path)
        } catch {
            return .unreachable("\(folder) cannot be written: \(error)")
        }
    }

    package func close() async {}
}
