import Executors

/// What reaches a consumer's thread from outside: its owner's wishes and the delegate's answers. The thread is woken.
final class ConsumerMailbox: Sendable {
    enum Letter: Sendable {
        /// The delegate is done with the work of that number.
        case answer(TopicPartition, number: UInt64, Result<PartitionLane.Answer, any Error>)
        case positions(number: UInt64, Result<[TopicPartition: StartOffset], any Error>)
        case revocationTold(number: UInt64)
        case pause(TopicPartition)
        case resume(TopicPartition)
        case seek(TopicPartition, StartOffset)
        case stop
    }

    let wakeup = Wakeup()
    private let letters = Monitor<[Letter]>([])
    private let isTaken = Monitor(false)

    func send(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        wakeup.wake()
    }

    func takeAll() -> [Letter] {
        letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }

    /// True for the first who asks: a consumer runs once.
    func take() -> Bool {
        isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
    }
}
