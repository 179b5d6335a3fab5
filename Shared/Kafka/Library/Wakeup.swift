import CRdKafka
import Glibc

/// What a thread sleeps on until a queue has something, a task has finished or a command has come: an `eventfd`.
final class Wakeup: Sendable {
    let descriptor: Int32

    init() {
        descriptor = muster_eventfd()
        precondition(descriptor >= 0, "no eventfd: error \(errno)")
    }

    deinit {
        close(descriptor)
    }

    /// From any thread; kept until the sleeper looks.
    func wake() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Sleeps until somebody wakes, at most so long.
    func wait(milliseconds: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, milliseconds)
        var count: UInt64 = 0
        read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
