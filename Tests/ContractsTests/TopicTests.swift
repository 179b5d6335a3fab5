import Contracts
import Testing

@Suite struct TopicTests {
    @Test func `the catalogue holds the fourteen topics of the contract`() {
        #expect(Topic.all.count == 14)
        #expect(Set(Topic.all.map(\.name)).count == 14)
        #expect(Topic.facts(of: .instructorQualification).name == "muster.instructor-qualification.events.v1")
        #expect(Topic.profiles.name == "muster.accounts.profiles.internal.v1")
        #expect(Topic.keys.name == "muster.accounts.keys.v1")
        #expect(Topic(name: "muster.certification.dlq.v1") == .deadLetters(of: .certification))
        #expect(Topic(name: "muster.certification.dlq.v2") == nil)
    }

    @Test func `partitions and settings are those of the contract`() {
        #expect(Topic.facts(of: .accounts).partitions == 12)
        #expect(Topic.keys.partitions == 1)
        #expect(Topic.deadLetters(of: .registration).partitions == 3)
        #expect(Topic.facts(of: .accounts).configuration["retention.ms"] == "34560000000")
        #expect(Topic.state(of: .accounts).configuration["cleanup.policy"] == "compact")
        #expect(Topic.state(of: .accounts).configuration["delete.retention.ms"] == "2592000000")
        #expect(Topic.profiles.configuration["max.compaction.lag.ms"] == "43200000")
    }
}
