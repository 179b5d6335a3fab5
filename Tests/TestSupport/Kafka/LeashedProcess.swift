import Executors
package import Foundation

/// A child process that ends with this one, however this one ends: a small shell beside it reads from a socket of ours
/// and kills it when that closes, which the kernel sees to even after `kill -9`.
package final class LeashedProcess: Sendable {
    private let shell: pid_t
    private let leash: Int32
    private let isOver = Monitor(false)

    /// - Parameters:
    ///   - log: where its output goes.
    ///   - farewell: a shell command for after its end, such as removing its folder.
    package init(_ command: [String], log: URL, farewell: String = ":") throws {
        // Closed on exec: a process started later must not hold the other end of this leash.
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw CocoaError(.fileReadUnknown) }
        leash = ends[1]
        let script =
            #"log=$1; farewell=$2; shift 2; "$@" </dev/null >"$log" 2>&1 & child=$!; cat >/dev/null; kill -KILL $child; wait $child; eval "$farewell""#
        shell = try Self.spawn(["/bin/sh", "-c", script, "leash", log.path, farewell] + command, input: ends[0])
        close(ends[0])
    }

    deinit {
        kill()
    }

    /// As `kill -9`; returns when the process is gone.
    package func kill() {
        let isFirst = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
        guard isFirst else { return }
        close(leash)
        var status: Int32 = 0
        while waitpid(shell, &status, 0) == -1, errno == EINTR {}
    }

    /// Not by Foundation's Process: that one's `waitUntilExit` hangs while any other child holds a copy of its socket.
    private static func spawn(_ arguments: [String], input: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for descriptor in Int32(3)..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        let words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        guard posix_spawn(&child, arguments[0], &actions, nil, words, environ) == 0 else {
            throw CocoaError(.executableLoad)
        }
        return child
    }
}
