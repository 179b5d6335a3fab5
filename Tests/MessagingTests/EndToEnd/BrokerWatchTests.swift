import Contracts
import Executors
import Kafka
import Messaging
import Observability
import TestSupport
import Testing

/// What a service's log says about a broker that becomes unreachable and returns.
@Suite(.timeLimit(.minutes(4))) struct BrokerWatchTests {
    @Test func `each outage and return of Kafka is logged once, at startup and later`()
        async throws
    {
        let fixture = try await MessagingFixture.make(ownMock: true)
        let mock = try #require(fixture.mock)
        let lines = Monitor<[String]>([])
        let log = Log(level: .notice, output: Log.Output { line in lines.withLock { $0.append(line) } })
        func count(_ words: String) -> Int { lines.withLock { $0.count { $0.contains(words) } } }
        let failures = fixture.metrics.counterFamily(
            "muster_outbox_publish_errors_total", "Sends and reads that failed, by kind", labels: ["kind"])
        mock.cluster.setBrokerDown(1)
        try await running([fixture.relay(log: log)], [fixture.consumer(log: log)]) {
            for round in 1...2 {
                let isTold = await eventually { count("Kafka is unreachable") == round }
                #expect(isTold)
                try await fixture.publisher.write("meanwhile", key: "n\(round)")
                // A relay that has not started yet retries repeatedly.
                let tries = await eventually(within: .seconds(60)) { failures.labelled("broker").value >= 3 }
                #expect(tries)
                mock.cluster.setBrokerUp(1)
                try await fixture.expect(effects: round, within: .seconds(60))
                let isBack = await eventually { count("Kafka is reachable again") == round }
                #expect(isBack)
                if round == 1 { mock.cluster.setBrokerDown(1) }
            }
        }
        #expect(count(#""level":"warning""#) == 2, "\(lines.withLock { $0 })")
        #expect(count(#""level":"error""#) == 0, "\(lines.withLock { $0 })")
    }
}
