import Executors

/// The messages to a consumer's thread: commands from its owner and results from the delegate. Sending wakes the
/// thread.
final class ConsumerMailbox: Sendable {
    enum Message: Sendable {
        /// The delegate has finished the work with this number.
        case answer(TopicPartition, number: UInt64, Result<PartitionLane.Answer, any Error>)
        case positions(number: UInt64, Result<[TopicPartition: StartOffset], any Error>)
        case revocationHandled(number: UInt64)
        case pause(TopicPartition)
        case resume(TopicPartition)
        case seek(TopicPartition, StartOffset)
        case stop
    }

    let wakeup = Wakeup()
    private let messages = Monitor<[Message]>([])
    private let hasStarted = Monitor(false)

    func send(_ message: Message) {
        messages.withLock { $0.append(message) }
        wakeup.wake()
    }

    func removeAll() -> [Message] {
        messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }

    /// Returns true on the first call only, because a consumer runs once.
    func start() -> Bool {
        hasStarted.withLock { hasStarted in
            defer { hasStarted = true }
            return !hasStarted
        }
    }
}
