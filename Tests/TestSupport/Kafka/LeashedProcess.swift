import Executors
package import Foundation

/// A child process that ends with this one, however this one ends: a small shell beside it reads from a socket of ours
/// and kills it when that closes, which the kernel sees to even after `kill -9`.
package final class LeashedProcess: Sendable {
    private let shell: pid_t
    private let leash: Int32
    private let isOver = Monitor(false)
    /// What the shell told: the child's process id, and its exit status when it has ended.
    private let told = Monitor("")

    /// The shell's own signals and standard error stay out of the child: `3` is closed there, and the trap comes after
    /// it.
    private static let script = #"""
        log=$1; farewell=$2; shift 2; exec 3<&0
        "$@" </dev/null >"$log" 2>&1 3<&- & child=$!
        trap '' PIPE
        echo "$child" >&3
        (cat <&3 >/dev/null; kill -KILL "$child") & guard=$!
        wait "$child"; status=$?
        kill "$guard"; wait "$guard"
        echo "$status" >&3
        cat <&3 >/dev/null
        eval "$farewell"
        """#

    /// - Parameters:
    ///   - log: where its output goes.
    ///   - farewell: a shell command for after its end, such as removing its folder.
    package init(_ command: [String], log: URL, farewell: String = ":") throws {
        // Closed on exec: a process started later must not hold the other end of this leash.
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw CocoaError(.fileReadUnknown) }
        leash = ends[1]
        shell = try Self.spawn(
            ["/bin/sh", "-c", Self.script, "leash", log.path, farewell] + command, input: ends[0])
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

    /// How it ended by itself, as a shell says it (128 and the signal's number); nil while it runs, or when we killed
    /// it.
    package var exitStatus: Int32? {
        lines.count > 1 ? Int32(lines[1]) : nil
    }

    /// Asks it to stop (SIGTERM), if it runs.
    package func terminate() {
        guard exitStatus == nil, let first = lines.first, let child = pid_t(first) else { return }
        Glibc.kill(child, SIGTERM)
    }

    /// Whole lines that the shell has written so far.
    private var lines: [String] {
        isOver.withLock { isOver in
            told.withLock { told in
                var buffer = [UInt8](repeating: 0, count: 64)
                while !isOver {
                    let count = recv(leash, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                    guard count > 0 else { break }
                    told += String(decoding: buffer.prefix(count), as: UTF8.self)
                }
                return told.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
            }
        }
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
        // Threads of the pool block all signals, and a child inherits that: neither would the shell hear of its child's
        // end nor the child of a SIGTERM.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        guard posix_spawn(&child, arguments[0], &actions, &attributes, words, environ) == 0 else {
            throw CocoaError(.executableLoad)
        }
        return child
    }
}
