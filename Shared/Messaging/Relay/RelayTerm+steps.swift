import Executors
import Kafka
import Leases
import Observability

/// Carries out the machine's steps.
extension RelayTerm {
    /// Carries out a step. Reads and saves run while the rows of the previous page are sent; the machine treats these
    /// rows as sent. Every other step first sends them and is then requested again, except those that discard them with
    /// everything in flight.
    func perform(_ step: RelayStep) async throws {
        let store = store
        switch step {
        case .read(let request):
            async let reading = store.read(request)
            try await sendUnsent()
            let page = try await reading
            if !page.rows.isEmpty { CrashPoint.hit(.afterRead) }
            let token = machine.nextToken
            unsent = (machine.page(page, at: now), token)
        case .save(let save):
            async let saving: Void = store.save(save)
            try await sendUnsent()
            try await saving
            machine.saved(save, at: now)
        case .recover: try await recover()
        case .restart(let reason): throw restart(reason)
        case .readBound, .verify, .refresh, .readResend, .wait:
            guard unsent.rows.isEmpty else { return try await sendUnsent() }
            try await performAlone(step)
        }
    }

    private func performAlone(_ step: RelayStep) async throws {
        switch step {
        case .readBound: machine.bound(try await store.bound())
        case .verify(let places):
            // There is one reader, so only one check at a time. The result of the other one is obsolete.
            await relay.signal.wait { !pendingCheck.isRunning }
            try Task.checkCancellation()
            _ = pendingCheck.take()
            machine.verified(try await relayLog.evidence(places, readsAbove: true), at: now)
        case .refresh(let request):
            machine.refreshed(through: try await store.refresh(request))
        case .readResend(let request, let after, let limit):
            let rows = try await store.readResend(request, after: after, limit: limit, top: machine.top)
            let token = machine.nextToken
            try await send(machine.resendPage(rows, isLast: rows.count < limit), from: token)
        case .wait(let until): await relay.signal.wait(since: seenRaises, atMost: until - now)
        case .read, .save, .recover, .restart: break
        }
    }

    func sendUnsent() async throws {
        let (rows, token) = unsent
        unsent.rows = []
        try await send(rows, from: token)
    }

    private func send(_ rows: [JournalRow], from first: UInt64) async throws {
        var token = first
        for row in rows {
            let message = writer.message(row)
            while true {
                if fence.isClosed { throw LeaseLost() }
                do {
                    try producer.enqueue(message, token: token)
                    // If the fence closed in between, its purge may have come before this record.
                    if fence.isClosed { producer.purge() }
                } catch let error where error.code == .queueFull {
                    await relay.signal.wait(since: seenRaises, atMost: .milliseconds(50))
                    try processReports()
                    try Task.checkCancellation()
                    continue
                } catch let error where error.isRecordError {
                    machine.report(
                        SendReport(
                            token: token, partition: TopicPartition(topic: message.topic, partition: -1),
                            outcome: .refused(reason: error.description, alone: true)))
                } catch {
                    throw restart(error.description)
                }
                break
            }
            if token == first {
                sentAt[token] = now
                CrashPoint.hit(.duringSend)
            }
            token += 1
        }
        if !rows.isEmpty { CrashPoint.hit(.afterSend) }
    }
}
