package import Foundation
import Glibc

/// A child process that ends with this one, however this one ends: a small shell beside it reads from a socket of ours
/// and kills it when that closes, which the kernel sees to even after `kill -9`.
package final class LeashedProcess: @unchecked Sendable {  // set up once, then only the leash is closed
    private let shell = Process()
    private let leash: FileHandle
    private let isLetGo = NSLock()
    private var isOver = false

    /// - Parameters:
    ///   - log: where its output goes.
    ///   - farewell: a shell command for after its end, such as removing its folder.
    package init(_ command: [String], log: URL, farewell: String = ":") throws {
        var ends: [Int32] = [0, 0]
        // Closed on exec: a process started later must not hold the other end of this leash.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw CocoaError(.fileReadUnknown) }
        leash = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments =
            [
                "-c",
                #"log=$1; farewell=$2; shift 2; "$@" </dev/null >"$log" 2>&1 & child=$!; cat >/dev/null; kill -KILL $child; wait $child; eval "$farewell""#,
                "leash", log.path, farewell,
            ] + command
        shell.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        try shell.run()
    }

    deinit {
        kill()
    }

    /// As `kill -9`; returns when the process is gone.
    package func kill() {
        isLetGo.lock()
        defer { isLetGo.unlock() }
        guard !isOver else { return }
        isOver = true
        try? leash.close()
        shell.waitUntilExit()
    }
}
