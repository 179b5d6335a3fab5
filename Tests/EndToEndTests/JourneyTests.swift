import Contracts
import Postgres
import TestSupport
import Testing

extension WholeSuiteTests {
    /// One person's whole journey through four real processes, PostgreSQL and a broker (`make demo`), and what must
    /// stay true when processes are killed and the broker forgets everything.
    @Suite struct JourneyTests {
        @Test(.timeLimit(.minutes(15)))
        func `the journey goes on after kill -9 of the services and a broker that forgot everything, each effect once`()
            async throws
        {
            let suite = try await SuiteFixture.start()
            let first = try suite.playJourney(run: "1")
            #expect(first.contains("The journey is complete."))
            #expect(first.contains("6730") && first.contains("3950"))
            try await expectEffectsOnce(suite, journeys: 1)

            // One consumer is down while the topics are wiped, and finds a longer log than its position when it is
            // back.
            suite.kill(.certification)
            suite.kill(.registration)
            try await suite.wipeBroker()
            try suite.launch(.registration)
            try await suite.untilReady(.registration)
            try suite.launch(.certification)
            try await suite.untilReady(.certification)

            let second = try suite.playJourney(run: "2")
            #expect(second.contains("The journey is complete."))
            try await expectEffectsOnce(suite, journeys: 2)
            await suite.stop()
        }

        @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence), .timeLimit(.minutes(15)))
        func `the journey goes on when the data moves from the embedded broker to Apache Kafka, each effect once`()
            async throws
        {
            let suite = try await SuiteFixture.start(onEmbeddedBroker: true)
            #expect(try suite.playJourney(run: "1").contains("The journey is complete."))
            try await suite.moveToKafka()
            #expect(try suite.playJourney(run: "2").contains("The journey is complete."))
            try await expectEffectsOnce(suite, journeys: 2)
            await suite.stop()
        }

        /// Counts what must be there exactly once for each journey; nothing of it may be doubled or missing.
        private func expectEffectsOnce(_ suite: SuiteFixture, journeys: Int) async throws {
            func count(_ query: Query) async throws -> Int {
                try await suite.database.query(query)[0].value(at: 0)
            }
            let certificates = try await count("SELECT count(*) FROM certification.certificate WHERE pdf IS NOT NULL")
            #expect(certificates == journeys)
            let doubled = try await count(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM certification.certificate GROUP BY completion_id HAVING count(*) > 1) d
                """
            )
            #expect(doubled == 0)
            let credentials = try await count("SELECT count(*) FROM certification.credential")
            #expect(credentials == journeys)
            let candidates = try await count("SELECT count(*) FROM instructor_qualification.candidate")
            #expect(candidates == journeys)
            let completions = try await count("SELECT count(*) FROM registration.completion")
            #expect(completions == 10_680 + 3 * journeys)
            let ledger = try await count(
                "SELECT count(*) FROM accounts.outbox WHERE type = 'org.muster.accounts.membership.granted.v1'")
            #expect(ledger == journeys)
        }
    }
}
