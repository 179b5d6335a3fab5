import Executors
import Kafka
import Observability

/// Processes the producer's reports, while sending and when stopping.
extension RelayTerm {
    func processReports() throws {
        seenRaises = relay.signal.raises
        let (reports, end) = box.take()
        if !reports.isEmpty { CrashPoint.hit(.afterReport) }
        var delivered = 0
        for report in reports {
            if let error = report.error {
                relay.metrics.errors.labelled(error.isRecordError ? "record" : "send").increment()
                log.error(
                    "A record was not delivered",
                    ["topic": .string(report.topic), "error": .string(error.description)])
            } else {
                delivered += 1
            }
            if let sent = sentAt.removeValue(forKey: report.token) {
                relay.metrics.sendSeconds.observe((now - sent) / .seconds(1))
            }
            machine.report(SendReport(report))
        }
        if delivered > 0 {
            relay.metrics.sent.increment(by: delivered)
            hadSuccess = true
        }
        if let end { throw restart(String(describing: end)) }
    }

    /// Finishes on a stop: waits briefly for records in flight, saves their reports, and purges the rest.
    func finish() async throws {
        let deadline = Deadline.after(.seconds(3))
        while machine.inFlight > 0, !deadline.hasPassed {
            await relay.signal.wait(since: seenRaises, atMost: .milliseconds(50))
            try processReports()
        }
        if case .save(let save) = machine.next(at: now + .seconds(3600)) { try await store.save(save) }
        if machine.inFlight > 0 { producer.purge() }
    }

    func drainUntilEmpty() async {
        let deadline = Deadline.after(.seconds(5))
        while machine.inFlight > unsent.rows.count, !deadline.hasPassed {
            await relay.signal.wait(since: seenRaises, atMost: .milliseconds(20))
            seenRaises = relay.signal.raises
            for report in box.take().reports { machine.report(SendReport(report)) }
        }
    }
}
