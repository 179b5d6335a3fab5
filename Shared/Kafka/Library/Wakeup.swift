import CRdKafka
import Glibc

/// An `eventfd` that a thread sleeps on until a queue has events, a task has finished or a command has arrived.
final class Wakeup: Sendable {
    let descriptor: Int32

    init() {
        descriptor = muster_eventfd()
        precondition(descriptor >= 0, "no eventfd: error \(errno)")
    }

    deinit {
        close(descriptor)
    }

    /// Wakes the sleeping thread, or its next `wait`. May be called from any thread.
    func wake() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Sleeps until `wake` is called, at most for the given time.
    func wait(milliseconds: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, milliseconds)
        var count: UInt64 = 0
        read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
