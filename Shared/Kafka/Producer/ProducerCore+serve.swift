import CRdKafka
import Executors

/// The producer's thread serves reports and events until it has closed.
///
/// `rd_kafka_flush` is not used: with reports delivered as events, it only waits for another thread to serve the queue.
extension ProducerCore {
    func serve() {
        var topics = TopicNames()
        var purgedAt: Deadline?
        while true {
            let deadline = closing.withLock { $0 }
            let isEnding = deadline != nil || failing != nil
            if client.queue.poll(isEnding ? 20 : 500, { handle($0, &topics) }) != nil {
                // Signals only after the event is destroyed, because its records occupy room until then: a sender that
                // wakes earlier would find no room and wait for a signal that may not come.
                room.raise()
                continue
            }
            let isEmpty = rd_kafka_outq_len(client.handle) == 0
            if let (reason, bound) = failing, isEmpty || bound.hasPassed {
                reports.end(reason)
                failing = nil
            }
            guard let deadline else { continue }
            if isEmpty { break }
            if let purgedAt {
                if purgedAt.hasPassed { break }
            } else if deadline.hasPassed {
                // The remaining records return immediately with a purge error, so that no caller waits forever.
                rd_kafka_purge(client.handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
                purgedAt = .after(.seconds(1))
            }
        }
        // A metadata request may last until its timeout. The queue is served meanwhile.
        while !closeAccess() { _ = client.queue.poll(20) { handle($0, &topics) } }
        reports.end(KafkaError(.closed))
        for waiter in ledger.withLock({ $0.close() }) { waiter.resume(throwing: KafkaError(.closed)) }
        room.raise()
        client.destroy(within: .seconds(2))
        isGone.withLock { $0 = true }
        isGone.notifyAll()
    }

    private func handle(_ event: borrowing Event, _ topics: inout TopicNames) {
        switch event.kind {
        case .deliveries: completeRecords(of: event, &topics)
        case .error(let error): note(error)
        case .partitionError(_, let error): observer.clientError(error)
        case .statistics(let json): KafkaStatistics(json: json).map { observer.statistics($0) }
        case .log(let line): observer.log(line)
        case .record, .end, .assign, .revoke, .other: break
        }
    }

    private func note(_ error: KafkaError) {
        guard error.isFatal else { return observer.clientError(error) }
        let reason = client.fatal ?? error
        fatal.withLock { $0 = $0 ?? reason }
        observer.clientError(reason)
        // The remaining records return with errors, and the stream ends after that: their reports include the one of
        // the record at fault, if any.
        rd_kafka_purge(client.handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        failing = (reason, .after(.seconds(1)))
    }

    /// Completes the records of one event: a broker's response to one batch, or a local decision about several records.
    private func completeRecords(of event: borrowing Event, _ topics: inout TopicNames) {
        var batch: [DeliveryReport] = []
        let size = event.count
        batch.reserveCapacity(size)
        var answer = BatchOffsets()
        event.forEachMessage { message in
            let raw = message.pointee
            let number = UInt64(UInt(bitPattern: raw._private))
            let error = raw.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(raw.err)
            let offset = error == nil ? answer.offset(raw.offset, partition: raw.partition) : Delivery.unknownOffset
            if number & Self.ledgerBit == 0 {
                batch.append(
                    DeliveryReport(
                        token: number, topic: topics.name(of: raw.rkt), partition: raw.partition, offset: offset,
                        batchSize: size, error: error))
            } else if let waiter = ledger.withLock({ $0.complete(number & ~Self.ledgerBit) }) {
                if let error {
                    waiter.resume(throwing: error)
                } else {
                    waiter.resume(returning: Delivery(partition: raw.partition, offset: offset))
                }
            }
        }
        reports.deliver(batch)
    }
}

/// The names of known topics, so that a report does not create a new string.
private struct TopicNames {
    private var known: [(handle: OpaquePointer, name: String)] = []

    mutating func name(of topic: OpaquePointer?) -> String {
        guard let topic else { return "" }
        if let hit = known.first(where: { $0.handle == topic }) { return hit.name }
        let name = String(cString: rd_kafka_topic_name(topic))
        known.append((topic, name))
        return name
    }
}
