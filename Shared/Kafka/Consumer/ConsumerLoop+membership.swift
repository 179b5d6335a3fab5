import CRdKafka
import Executors

/// Joining and leaving partitions. librdkafka waits for `rd_kafka_assign` meanwhile and continues to send heartbeats.
extension ConsumerLoop {
    func advanceMembership(_ now: Instant) {
        switch membership {
        case .stable:
            if isStopping {
                beginHandover(Array(members.keys), isLast: true, now)
            } else if !rebalances.isEmpty {
                switch rebalances.removeFirst() {
                case .assign(let partitions): requestPositions(partitions)
                case .revoke: beginHandover(Array(members.keys), isLast: false, now)
                }
            }
        case .requestingPositions(var request):
            guard isStopping || !rebalances.isEmpty else { return }
            if let end = request.discardUntil {
                guard now >= end else { return }
                if !isStopping, case .revoke = rebalances.first { rebalances.removeFirst() }
                beginHandover(request.partitions, isLast: isStopping, now)
            } else {
                request.task.cancel()
                request.discardUntil = now + Handover.grace
                membership = .requestingPositions(request)
            }
        case .handingOver(let handover):
            advance(handover, now)
        case .leaving:
            break
        }
    }

    // MARK: - Assignment

    private func requestPositions(_ partitions: [TopicPartition]) {
        let number = newNumber()
        let task = Task { [delegate, mailbox] in
            do {
                mailbox.send(.positions(number: number, .success(try await delegate.assigned(partitions))))
            } catch {
                mailbox.send(.positions(number: number, .failure(error)))
            }
        }
        membership = .requestingPositions(PositionRequest(partitions: partitions, number: number, task: task))
    }

    func receivePositions(_ number: UInt64, _ result: Result<[TopicPartition: StartOffset], any Error>) {
        guard case .requestingPositions(var request) = membership, request.number == number else { return }
        guard request.discardUntil == nil else {
            request.discardUntil = .now
            membership = .requestingPositions(request)
            return
        }
        membership = .stable
        switch result {
        case .success(let positions): startFetching(request.partitions, positions)
        case .failure(let error): fail(error)
        }
    }

    private func startFetching(_ partitions: [TopicPartition], _ positions: [TopicPartition: StartOffset]) {
        let list = PartitionList()
        for partition in partitions {
            let start = positions[partition] ?? .earliest
            list.add(partition, offset: start.number)
            members[partition] = Member(lane: PartitionLane(start: start), queue: ownQueue(of: partition))
        }
        assign(list.pointer)
    }

    // MARK: - Revocation

    private func beginHandover(_ partitions: [TopicPartition], isLast: Bool, _ now: Instant) {
        for partition in members.keys { members[partition]?.lane.cancelRetry() }
        // If the assignment is lost, another member may already have the partitions, so unfinished work is not awaited.
        let isLost = rd_kafka_assignment_lost(client.handle) != 0
        let handover = Handover(
            partitions, isLast: isLast, patience: isLost ? .zero : options.handoverTimeout, now: now)
        membership = .handingOver(handover)
        advance(handover, now)
    }

    private func advance(_ current: Handover, _ now: Instant) {
        var handover = current
        switch handover.step {
        case .finishing(let cancelAt, let abandonAt):
            let isBusy = members.values.contains { $0.lane.isInHand }
            if isBusy, now < abandonAt {
                if !handover.hasCancelled, now >= cancelAt {
                    handover.hasCancelled = true
                    for member in members.values { member.task?.cancel() }
                }
            } else {
                handover.step = notifyDelegate(handover.partitions, now)
            }
            membership = .handingOver(handover)
        case .notifying(_, let task, let until):
            guard now >= until else { return }
            task.cancel()
            finish(handover)
        }
    }

    private func notifyDelegate(_ partitions: [TopicPartition], _ now: Instant) -> Handover.Step {
        let number = newNumber()
        let task = Task { [delegate, mailbox] in
            if !partitions.isEmpty { await delegate.revoked(partitions) }
            mailbox.send(.revocationHandled(number: number))
        }
        return .notifying(number: number, task, until: now + options.handoverTimeout + Handover.grace)
    }

    func revocationHandled(_ number: UInt64) {
        guard case .handingOver(let handover) = membership, case .notifying(number, _, _) = handover.step else {
            return
        }
        finish(handover)
    }

    private func finish(_ handover: Handover) {
        for member in members.values {
            member.task?.cancel()
            member.queue.release()
        }
        members = [:]
        membership = handover.isLast ? .leaving : .stable
        if !handover.isLast { assign(nil) }
    }

    // MARK: - Closing

    /// Leaves the group and destroys the client. Both steps have a time limit, because 2.0.2 can hang in either.
    func leave() {
        let deadline = Deadline.after(options.closeTimeout)
        var isClosed = false
        if client.fatal == nil,
            KafkaError.consuming(rd_kafka_consumer_close_queue(client.handle, client.queue.pointer)) == nil
        {
            while true {
                rebalances = []
                while client.queue.poll(0, { handle($0) }) != nil {}
                // Closing revokes the assignment and waits for our call.
                if !rebalances.isEmpty { rd_kafka_assign(client.handle, nil) }
                isClosed = rd_kafka_consumer_closed(client.handle) != 0
                if isClosed || deadline.hasPassed { break }
                mailbox.wakeup.wait(milliseconds: deadline.milliseconds(atMost: 20))
            }
        }
        client.destroy(leavingGroup: isClosed, within: max(.seconds(1), deadline.remaining))
    }
}
