import Executors
import Glibc

/// Runs a shell script as the server's user, in a session of its own so that an interrupt at the terminal does not hit
/// it.
enum Shell {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Returns when the script has said `ready`, while it goes on; throws what it said before `failed`.
    ///
    /// - Returns: the other end of the script's standard input, which ends when it is closed or this process is gone.
    static func run(_ script: String) async throws -> Int32 {
        let thread = ThreadExecutor(name: "test-shell")
        return try await withCheckedThrowingContinuation { continuation in
            thread.submit { continuation.resume(with: Result { try start(script) }) }
        }
    }

    private static func start(_ script: String) throws -> Int32 {
        var arguments = ["/bin/sh", "-c", script]
        if getuid() == 0 {
            // Reading rights everywhere: the installation may lie below a folder of root's.
            arguments =
                [
                    "/usr/bin/setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups",
                    "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
                ] + arguments
        }
        // Closed on exec, from the start: no other child may keep our end of it open.
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure(description: "no socket")
        }
        let (ours, its) = (ends[0], ends[1])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        for descriptor in Int32(0)...2 { posix_spawn_file_actions_adddup2(&actions, its, descriptor) }
        // Foundation's Process waits for the end of a socket that its child holds: ours, which live long, must not.
        for descriptor in Int32(3)..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Int16(0x80))  // POSIX_SPAWN_SETSID, a macro that Swift does not import
        var child = pid_t()
        let words = arguments.map { strdup($0) } + [nil]
        let status = posix_spawn(&child, arguments[0], &actions, &attributes, words, environ)
        for word in words { free(word) }
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
        Glibc.close(its)
        guard status == 0 else { throw Failure(description: "cannot start \(arguments[0]): error \(status)") }
        let said = readVerdict(ours)
        guard said.hasSuffix("ready\n") else {
            Glibc.close(ours)
            throw Failure(description: said)
        }
        return ours
    }

    private static func readVerdict(_ descriptor: Int32) -> String {
        var said: [UInt8] = []
        var byte: UInt8 = 0
        while !said.ends(with: "ready\n"), !said.ends(with: "failed\n"), read(descriptor, &byte, 1) == 1 {
            said.append(byte)
        }
        return String(decoding: said, as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate func ends(with tail: String) -> Bool {
        suffix(tail.utf8.count).elementsEqual(tail.utf8)
    }
}
