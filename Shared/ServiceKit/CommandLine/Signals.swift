import Executors
import Glibc

/// SIGTERM and SIGINT as values. A handler writes the number into a pipe, and a thread of its own reads it: blocking
/// the signals for `sigwait` would not do, as the Swift runtime lets the main thread wait with an empty signal mask.
package enum Signals {
    /// The pipe's end that the handler writes to; set once, before the handler is there.
    nonisolated(unsafe) private static var pipeEnd: Int32 = -1

    /// The first signal that asks to stop. A second one ends the process at once.
    package static func first() -> AsyncStream<Int32> {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { fatalError("no pipe: \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipeEnd = ends[1]
        let (stream, continuation) = AsyncStream<Int32>.makeStream()
        let readEnd = ends[0]
        ThreadExecutor(name: "signals").submit { read(readEnd, continuation) }
        for number in [SIGTERM, SIGINT] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(Signals.pipeEnd, &byte, 1)
                errno = saved
            }
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
        return stream
    }

    /// Runs on a thread of its own until the process ends.
    private static func read(_ end: Int32, _ continuation: AsyncStream<Int32>.Continuation) {
        var isSecond = false
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(end, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            guard count == 1 else { return }
            if isSecond { _exit(128 + Int32(byte)) }
            isSecond = true
            continuation.yield(Int32(byte))
        }
    }
}
