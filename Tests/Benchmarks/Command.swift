import Foundation
import Glibc

/// Returns the output of a Debian program, including errors. Used for the load generators and pgbench.
///
/// Starts it with no signals blocked, because `Process` would pass on its own thread's mask, and pgbench ends by
/// SIGALRM. Waits for it, so that its processor time is counted with ours.
func output(_ program: String, _ words: [String]) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try run("/usr/bin/\(program)", words) }) }
    }
}

private func run(_ program: String, _ words: [String]) throws -> String {
    let pipe = Pipe()
    let (reading, writing) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_adddup2(&files, writing.fileDescriptor, 1)
    posix_spawn_file_actions_adddup2(&files, writing.fileDescriptor, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments = ([program] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    guard posix_spawn(&process, program, &files, &attributes, &arguments, environ) == 0 else {
        throw BenchmarkError("\(program) cannot be started")
    }
    try writing.close()
    let said = String(decoding: try reading.readToEnd() ?? Data(), as: UTF8.self)
    waitpid(process, nil, 0)
    return said
}
