import CRdKafka

/// Moves records from librdkafka's partition queues to the delegate and processes its results.
extension ConsumerLoop {
    /// Starts the next work of every partition that has none.
    func feedAll(_ now: Instant) {
        guard case .stable = membership, !isStopping else { return }
        for partition in members.keys { feed(partition, now) }
    }

    private func feed(_ partition: TopicPartition, _ now: Instant) {
        guard var member = members.removeValue(forKey: partition) else { return }
        defer { members[partition] = member }
        let records = member.lane.mayCollect ? collect(partition, &member) : []
        let number = newNumber()
        guard let work = member.lane.begin(records, number: number, now: now, endInterval: options.endInterval) else {
            return
        }
        member.task = start(work, of: partition, number: number)
    }

    /// Collects records from the partition's queue until the batch is full, the queue is empty, or another event
    /// occurs.
    private func collect(_ partition: TopicPartition, _ member: inout Member) -> [KafkaRecord] {
        var records: [KafkaRecord] = []
        var size = 0
        var goesOn = true
        while goesOn, records.count < options.batchRecords, size < options.batchBytes {
            let took: Void? = member.queue.poll(0) { event in
                switch event.kind {
                case .record:
                    event.forEachMessage { message in
                        guard member.lane.accept(message.pointee.offset) else { return }
                        let record = KafkaRecord(copying: message, topic: partition.topic)
                        size += message.pointee.len + message.pointee.key_len
                        records.append(record)
                    }
                case .end(_, let offset):
                    member.lane.found(.end(offset))
                    goesOn = false
                case .partitionError(_, let error) where error.isOffsetGone:
                    member.lane.found(.gone)
                    goesOn = false
                case .partitionError(_, let error), .error(let error): observer.clientError(error)
                case .assign, .revoke, .deliveries, .statistics, .log, .other: break
                }
            }
            if took == nil { break }
        }
        return records
    }

    /// Runs the delegate on the cooperative pool. The task belongs to the partition's member.
    private func start(_ work: PartitionLane.Work, of partition: TopicPartition, number: UInt64) -> Task<Void, Never> {
        Task { [delegate, mailbox] in
            let result: Result<PartitionLane.Answer, any Error>
            do {
                let answer: PartitionLane.Answer =
                    switch work {
                    case .records(let records): .flow(try await delegate.records(records, of: partition))
                    case .end(let offset): .flow(try await delegate.reachedEnd(partition, at: offset))
                    case .gone: .restart(try await delegate.offsetGone(partition))
                    }
                result = .success(answer)
            } catch {
                result = .failure(error)
            }
            mailbox.send(.answer(partition, number: number, result))
        }
    }

    func answered(_ partition: TopicPartition, _ number: UInt64, _ result: Result<PartitionLane.Answer, any Error>) {
        guard case .inHand(_, number) = members[partition]?.lane.phase else { return }
        members[partition]?.task = nil
        switch result {
        case .success(let answer):
            guard let action = members[partition]?.lane.finished(number, answer, now: .now) else { return }
            perform(action, on: partition)
        case .failure(let error):
            // The task was cancelled to release the partition, which is not a failure of the delegate.
            members[partition]?.lane.drop()
            if case .handingOver(let handover) = membership, handover.hasCancelled { return }
            fail(error)
        }
    }

    func perform(_ action: PartitionLane.Action, on partition: TopicPartition) {
        switch action {
        case .none: break
        case .handled(let offset):
            let list = PartitionList()
            list.add(partition, offset: offset)
            // Fails if the partition was just revoked. That is harmless, because the delegate owns the position.
            rd_kafka_offsets_store(client.handle, list.pointer)
        case .seek(let offset):
            guard case .stable = membership else { return }
            if !seek(partition, to: offset) { scheduleReassignment() }
        case .restart:
            scheduleReassignment()
        }
    }

    /// Returns false if the partition's fetcher is not running or does not respond in time.
    private func seek(_ partition: TopicPartition, to offset: StartOffset) -> Bool {
        guard let topic = rd_kafka_topic_new(client.handle, partition.topic, nil) else { return false }
        defer { rd_kafka_topic_destroy(topic) }
        return rd_kafka_seek(topic, partition.partition, offset.number, 2000) == RD_KAFKA_RESP_ERR_NO_ERROR
    }

    private static let gathering: Duration = .milliseconds(100)

    func scheduleReassignment() {
        reassignAt = reassignAt ?? .now + Self.gathering
    }

    /// Restarts every fetcher at its position.
    ///
    /// After a missing offset librdkafka leaves the fetcher stopped and refuses to seek it, and the eager assignor
    /// cannot assign a single partition. Records that were fetched ahead for the other partitions are fetched again.
    func reassign(_ now: Instant) {
        guard let due = reassignAt, now >= due else { return }
        reassignAt = nil
        guard case .stable = membership, !members.isEmpty else { return }
        let list = PartitionList()
        for (partition, member) in members {
            list.add(partition, offset: member.lane.fetchPosition.number)
            member.queue.release()
            members[partition]?.queue = ownQueue(of: partition)
        }
        assign(list.pointer)
    }

    /// Returns the partition's own queue in librdkafka, detached from the common queue.
    func ownQueue(of partition: TopicPartition) -> Queue {
        let queue = Queue(rd_kafka_queue_get_partition(client.handle, partition.topic, partition.partition))
        queue.detach()
        queue.notify(mailbox.wakeup)
        return queue
    }

    /// Restarts stalled fetchers. If a topic is deleted and recreated before the group notices, librdkafka 2.0.2 keeps
    /// an assignment of the old topic's partitions, which are not fetched. A fetcher must be found stalled twice in a
    /// row, so that one that is starting is left alone.
    func findStalled(_ statistics: KafkaStatistics) {
        guard case .stable = membership else {
            stalled = []
            return
        }
        let before = stalled
        stalled = Set(
            statistics.partitions.filter { partition in
                guard let member = members[partition.topicPartition] else { return false }
                return partition.leader != nil && !partition.isFetched && !member.lane.isGone
            }.map(\.topicPartition))
        let found = stalled.intersection(before)
        guard !found.isEmpty else { return }
        stalled = []
        scheduleReassignment()
        for partition in found.sorted(by: { $0.description < $1.description }) {
            observer.clientError(KafkaError(.timedOut, "\(partition) was not fetched; restarting its fetcher"))
        }
    }

    /// Assigns partitions and returns when the fetchers of the previous assignment have stopped.
    ///
    /// If a second assignment arrives before the first has stopped a fetcher, librdkafka asks the fetcher to stop
    /// again, and aborts the process on the second response (issue 5573, present in 2.0.2 and 2.15). librdkafka's main
    /// thread serves stops, their responses and queries in order. The first query returns after every stop was served,
    /// the second after every response was.
    func assign(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) {
        let code = rd_kafka_assign(client.handle, list)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR, list != nil { return fail(KafkaError(code)) }
        for _ in 0..<2 {
            var current: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
            rd_kafka_assignment(client.handle, &current)
            if let current { rd_kafka_topic_partition_list_destroy(current) }
        }
    }
}
