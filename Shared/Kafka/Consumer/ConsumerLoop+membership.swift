import CRdKafka
import Executors

/// Getting partitions and giving them back. librdkafka waits for our `rd_kafka_assign` meanwhile, and its heartbeats go on.
extension ConsumerLoop {
    func advanceMembership(_ now: Instant) {
        switch membership {
        case .settled:
            if isStopping {
                beginHandover(Array(members.keys), isLast: true, now)
            } else if !rebalances.isEmpty {
                switch rebalances.removeFirst() {
                case .assign(let partitions): ask(partitions)
                case .revoke: beginHandover(Array(members.keys), isLast: false, now)
                }
            }
        case .asking(var question):
            guard isStopping || !rebalances.isEmpty else { return }
            if let end = question.voidUntil {
                guard now >= end else { return }
                if !isStopping, case .revoke = rebalances.first { rebalances.removeFirst() }
                beginHandover(question.partitions, isLast: isStopping, now)
            } else {
                question.task.cancel()
                question.voidUntil = now + Handover.grace
                membership = .asking(question)
            }
        case .handingOver(let handover):
            advance(handover, now)
        case .leaving:
            break
        }
    }

    // MARK: - Getting

    private func ask(_ partitions: [TopicPartition]) {
        let number = newNumber()
        let task = Task { [delegate, mailbox] in
            do {
                mailbox.send(.positions(number: number, .success(try await delegate.assigned(partitions))))
            } catch {
                mailbox.send(.positions(number: number, .failure(error)))
            }
        }
        membership = .asking(Question(partitions: partitions, number: number, task: task))
    }

    func positionsCame(_ number: UInt64, _ result: Result<[TopicPartition: StartOffset], any Error>) {
        guard case .asking(var question) = membership, question.number == number else { return }
        guard question.voidUntil == nil else {
            question.voidUntil = .now
            membership = .asking(question)
            return
        }
        membership = .settled
        switch result {
        case .success(let positions): take(question.partitions, positions)
        case .failure(let error): fail(error)
        }
    }

    private func take(_ partitions: [TopicPartition], _ positions: [TopicPartition: StartOffset]) {
        let list = PartitionList()
        for partition in partitions {
            let start = positions[partition] ?? .earliest
            list.add(partition, offset: start.number)
            members[partition] = Member(lane: PartitionLane(start: start), queue: ownQueue(of: partition))
        }
        assign(list.pointer)
    }

    // MARK: - Giving back

    private func beginHandover(_ partitions: [TopicPartition], isLast: Bool, _ now: Instant) {
        for partition in members.keys { members[partition]?.lane.giveUpWaiting() }
        // Lost: another member may have them already, so nothing is to be finished.
        let isLost = rd_kafka_assignment_lost(client.handle) != 0
        let handover = Handover(
            partitions, isLast: isLast, patience: isLost ? .zero : options.handoverPatience, now: now)
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
                handover.step = tell(handover.partitions, now)
            }
            membership = .handingOver(handover)
        case .telling(_, let task, let until):
            guard now >= until else { return }
            task.cancel()
            finish(handover)
        }
    }

    private func tell(_ partitions: [TopicPartition], _ now: Instant) -> Handover.Step {
        let number = newNumber()
        let task = Task { [delegate, mailbox] in
            if !partitions.isEmpty { await delegate.revoked(partitions) }
            mailbox.send(.revocationTold(number: number))
        }
        return .telling(number: number, task, until: now + options.handoverPatience + Handover.grace)
    }

    func revocationTold(_ number: UInt64) {
        guard case .handingOver(let handover) = membership, case .telling(number, _, _) = handover.step else { return }
        finish(handover)
    }

    private func finish(_ handover: Handover) {
        for member in members.values {
            member.task?.cancel()
            member.queue.release()
        }
        members = [:]
        membership = handover.isLast ? .leaving : .settled
        if !handover.isLast { assign(nil) }
    }

    // MARK: - Leaving

    /// Leaves the group and destroys the instance, both bounded: 2.0.2 can hang in either.
    func leave() {
        let deadline = Deadline.after(options.closePatience)
        var isClosed = false
        if client.fatal == nil,
            KafkaError.taking(rd_kafka_consumer_close_queue(client.handle, client.queue.pointer)) == nil
        {
            while true {
                rebalances = []
                while client.queue.poll(0, { handle($0) }) != nil {}
                // Closing revokes what is assigned, and waits for our word.
                if !rebalances.isEmpty { rd_kafka_assign(client.handle, nil) }
                isClosed = rd_kafka_consumer_closed(client.handle) != 0
                if isClosed || deadline.hasPassed { break }
                mailbox.wakeup.wait(milliseconds: deadline.milliseconds(atMost: 20))
            }
        }
        client.destroy(leavingGroup: isClosed, within: max(.seconds(1), deadline.remaining))
    }
}
