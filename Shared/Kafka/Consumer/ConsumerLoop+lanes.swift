import CRdKafka

/// From librdkafka's partition queues to the delegate and back.
extension ConsumerLoop {
    /// Gives every partition that is free its next work.
    func feedAll(_ now: Instant) {
        guard case .settled = membership, !isStopping else { return }
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

    /// Takes records from the partition's queue until the batch is full, the queue is empty, or something else is found.
    private func collect(_ partition: TopicPartition, _ member: inout Member) -> [KafkaRecord] {
        var records: [KafkaRecord] = []
        var size = 0
        var goesOn = true
        while goesOn, records.count < options.batchRecords, size < options.batchBytes {
            let took: Void? = member.queue.poll(0) { event in
                switch event.kind {
                case .record:
                    event.forEachMessage { message in
                        guard member.lane.takes(message.pointee.offset) else { return }
                        let record = KafkaRecord(copying: message, topic: partition.topic)
                        size += message.pointee.len + message.pointee.key_len
                        records.append(record)
                    }
                case .end(_, let offset):
                    member.lane.found(.end(offset))
                    goesOn = false
                case .partitionError(_, let error) where error.meansGone:
                    member.lane.found(.gone)
                    goesOn = false
                case .partitionError(_, let error), .error(let error): observer.trouble(error)
                case .assign, .revoke, .deliveries, .statistics, .log, .other: break
                }
            }
            if took == nil { break }
        }
        return records
    }

    /// Hands work to the delegate, on the cooperative pool. The task belongs to the partition's member.
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
            // Cancelled by us while the partition is given back: no failure of the delegate's.
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
            // Fails for a partition that has just been taken away, and does not matter: the position is the delegate's.
            rd_kafka_offsets_store(client.handle, list.pointer)
        case .seek(let offset):
            guard case .settled = membership else { return }
            if !seek(partition, to: offset) { assignAgainSoon() }
        case .restart:
            assignAgainSoon()
        }
    }

    /// False when the fetcher of that partition does not run, or the answer takes too long.
    private func seek(_ partition: TopicPartition, to offset: StartOffset) -> Bool {
        guard let topic = rd_kafka_topic_new(client.handle, partition.topic, nil) else { return false }
        defer { rd_kafka_topic_destroy(topic) }
        return rd_kafka_seek(topic, partition.partition, offset.number, 2000) == RD_KAFKA_RESP_ERR_NO_ERROR
    }

    private static let gathering: Duration = .milliseconds(100)

    func assignAgainSoon() {
        assignsAgainAt = assignsAgainAt ?? .now + Self.gathering
    }

    /// Starts every fetcher anew, each at its own place.
    ///
    /// After an offset that is gone librdkafka leaves that fetcher stopped, where it refuses to seek; and with the eager
    /// assignor one partition cannot be assigned alone. What was fetched ahead for the others is fetched again.
    func assignAgain(_ now: Instant) {
        guard let due = assignsAgainAt, now >= due else { return }
        assignsAgainAt = nil
        guard case .settled = membership, !members.isEmpty else { return }
        let list = PartitionList()
        for (partition, member) in members {
            list.add(partition, offset: member.lane.fetchPosition.number)
            member.queue.release()
            members[partition]?.queue = ownQueue(of: partition)
        }
        assign(list.pointer)
    }

    /// The partition's queue in librdkafka, kept apart from the common one.
    func ownQueue(of partition: TopicPartition) -> Queue {
        let queue = Queue(rd_kafka_queue_get_partition(client.handle, partition.topic, partition.partition))
        queue.detach()
        queue.notify(mailbox.wakeup)
        return queue
    }

    /// Starts fetchers anew that stand still: a topic that was deleted and made anew before the group noticed leaves
    /// librdkafka 2.0.2 with an assignment of the old topic's partitions, which nobody reads. Seen twice in a row, so that a
    /// fetcher which is just being started is left alone.
    func findStalled(_ statistics: KafkaStatistics) {
        guard case .settled = membership else {
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
        assignAgainSoon()
        for partition in found.sorted(by: { $0.description < $1.description }) {
            observer.trouble(KafkaError(.timedOut, "\(partition) was not fetched; its fetcher is started anew"))
        }
    }

    /// Gives librdkafka its partitions, and returns when the fetchers that it had before have stopped.
    ///
    /// librdkafka asks a fetcher to stop once more when a second assignment comes before the first has stopped it, and then
    /// aborts the process on the second answer (issue 5573, there in 2.0.2 and 2.15). Stops and answers are served in the
    /// order of its main thread's queue, and so are questions: the answer to the first comes when every stop was served,
    /// that to the second when the stops' answers were.
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
