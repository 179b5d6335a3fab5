import Contracts
import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Kafka
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Registration on a broker: what it mirrors and does on what it hears, and what it says there.
@Suite struct TopicsTests {
    @Test(.timeLimit(.minutes(3)))
    func `Members, names, merges, candidates come by state; E1: late terms correct; H14, H20: assignments take seats`()
        async throws
    {
        let prefix = KafkaFixture.topic("registration") + "."
        try await KafkaFixture.createTopics(
            Topic.all.map { TopicSpec(name: prefix + $0.name, partitions: Int32($0.partitions), replication: 1) })
        let fixture = try await ServiceFixture.start(
            .registration, at: try instant("2026-03-01T15:00:00Z"), kafka: try await KafkaFixture.bootstrap(),
            topicPrefix: prefix)
        let senders = Senders(
            producer: try await KafkaProducer.start(try await KafkaFixture.configuration()), prefix: prefix)
        try await play(fixture, senders)
        try await check(prefix)
        await senders.producer.close()
        await fixture.stop()
    }

    private func play(_ fixture: ServiceFixture, _ senders: Senders) async throws {
        let now = fixture.clock.now
        let staff = fixture.token(.staff)
        let offering = try await post(fixture, staff, capacity: 2)

        // A membership that is on its way while the person registers.
        let late = PersonID.new()
        let registered = try await fixture.send(
            "POST", "/v1/registrations", as: Caller(person: late), ["offeringId": .string(offering)])
        #expect(registered.json["rateCategory"] == "nonMember")
        let term = MembershipChange.individual(from: "2026-01-01", to: "2026-12-31")
        try await senders.fact(.membershipGranted, term, of: late, at: now.adding(seconds: -60))
        let path = "/v1/registrations/\(registered.json["id"]?.string ?? "")"
        #expect(
            try await eventually {
                try await fixture.send("GET", path, as: Caller(person: late)).json["total"] == 49500
            })

        // A → B → C: the membership that stands with A counts for C, whichever record comes first.
        let (a, b, c) = (PersonID.new(), PersonID.new(), PersonID.new())
        try await senders.state(.person, person(mergedInto: b, member: true), of: a, at: now)
        try await senders.state(.person, person(), of: c, at: now)
        try await senders.state(.person, person(mergedInto: c), of: b, at: now)
        let profile = ProfileState(
            givenName: "Zoë", familyName: "Nguyễn", email: "Zoe@Springfield.example", locale: "en")
        try await senders.state(.profile, profile, of: c, at: now)
        #expect(
            try await eventually {
                let quote = try await fixture.send("GET", "/v1/offerings/\(offering)/quote", as: Caller(person: c))
                return quote.json["rateCategory"] == "member"
            })
        #expect(
            try await eventually {
                try await fixture.database.query(
                    "SELECT 1 FROM profile WHERE email_key = 'zoe@springfield.example'"
                ).count == 1
            })

        // A merge and its undo, the later fact first: kept in their order, for tables as of a day (I1).
        let former = PersonID.new()
        let (merged, undone) = (now.adding(seconds: -40), now.adding(seconds: -20))
        try await senders.fact(
            .personUnmerged, PersonUnmerge(from: c), of: former, sequence: 2, previous: merged, at: undone)
        try await senders.fact(.personMerged, PersonMerge(into: c), of: former, at: merged)
        #expect(
            try await eventually {
                try await fixture.database.query(
                    """
                    SELECT 1 FROM person_merge_history
                    WHERE person_id = \(former) AND merged_at = \(merged) AND undone_at = \(undone)
                    """
                ).count == 1
            })

        // A candidate's teaching seat: taken, refused when the class is full, given back.
        let teacher = PersonID.new()
        let candidate = CandidateID.new()
        let change = CandidateChange(
            personId: teacher, stage: .intern, offeringId: OfferingID(offering), dueOn: now.utcDay)
        try await senders.fact(.candidateAssigned, change, of: candidate, at: now)
        #expect(try await eventually { try await seats(fixture, offering) == 0 })
        let refused = CandidateChange(
            personId: .new(), stage: .intern, offeringId: OfferingID(offering), dueOn: now.utcDay)
        try await senders.fact(.candidateAuditRequested, refused, of: .new(), at: now)
        #expect(
            try await eventually {
                try await fixture.database.query(
                    "SELECT 1 FROM outbox WHERE type = \(EventType.seatRefused.name) AND payload LIKE '%offeringFull%'"
                ).count == 1
            })
        try await senders.fact(.candidateUnassigned, change, of: candidate, sequence: 2, previous: now, at: now)
        #expect(try await eventually { try await seats(fixture, offering) == 1 })
    }

    /// What registration said fits its schemas and names nobody.
    private func check(_ prefix: String) async throws {
        let wanted = [
            EventType.seatTaken.name, EventType.seatReleased.name, EventType.seatRefused.name,
            EventType.offeringPublished.name,
        ]
        #expect(
            try await eventually {
                let types = Set(try await Published.records(prefix, .facts(of: .registration)).map(\.envelope.type))
                return types.isSuperset(of: wanted)
            })
        let facts = try await Published.records(prefix, .facts(of: .registration))
        let states = try await Published.records(prefix, .state(of: .registration))
        #expect(states.filter { $0.envelope.type == StateType.course.name }.count == 7)
        for record in facts + states {
            let type = try #require(Catalogue.entry(named: record.envelope.type))
            let violations = type.schema.validate(try JSON.parse(record.value))
            #expect(violations.isEmpty, "\(record.envelope.type): \(violations)")
            #expect(!String(decoding: record.value, as: UTF8.self).contains("Nguyễn"))
        }
        for (_, own) in Dictionary(grouping: facts, by: \.envelope.subject) {
            #expect(own.map(\.envelope.sequence) == Array(1...own.count))
        }
    }

    private func post(_ fixture: ServiceFixture, _ token: String, capacity: Int) async throws -> String {
        let reply = try await fixture.send(
            "POST", "/v1/offerings", as: token,
            [
                "agencyId": .string(AgencyID.new().description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
                "endsOn": "2026-04-03", "capacity": .integer(capacity), "venue": RegistrationFixture.venue,
                "contact": ["name": "Carla Cole", "email": "carla@springfield.example"],
            ])
        return try #require(reply.json["id"]?.string)
    }

    private func seats(_ fixture: ServiceFixture, _ offering: String) async throws -> Int? {
        try await fixture.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"]?.integer
    }

    private func person(mergedInto: PersonID? = nil, member: Bool = false) -> PersonState {
        let term = MembershipChange.individual(from: "2026-01-01", to: "2026-12-31")
        return PersonState(
            kind: .registrant, roles: [], coordinatorOf: [], mergedInto: mergedInto,
            memberships: member
                ? [MembershipPeriod(from: term.validFrom, to: term.validTo, type: term.type)] : [], holds: [],
            assignments: [])
    }
}

/// Sends what other services would.
private struct Senders: Sendable {
    let producer: KafkaProducer
    let prefix: String

    func fact<Key, Payload>(
        _ event: EventType<Key, Payload>, _ payload: Payload, of key: Key, sequence: Int = 1, previous: Instant? = nil,
        at now: Instant
    ) async throws {
        try await send(event, key.description, try payload.encoded(), sequence: sequence, previous: previous, at: now)
    }

    func state<Key, Payload>(
        _ state: StateType<Key, Payload>, _ payload: Payload, of key: Key, at now: Instant
    ) async throws {
        try await send(state, key.description, try payload.encoded(), sequence: 1, previous: nil, at: now)
    }

    private func send(
        _ type: some CatalogueEntry, _ key: String, _ value: [UInt8], sequence: Int, previous: Instant?, at now: Instant
    ) async throws {
        let envelope = Envelope(
            id: .new(), source: type.topic.service.source, type: type.name, subject: key, time: now,
            sequence: sequence, previousTime: previous, epoch: 1)
        _ = try await producer.send(
            KafkaMessage(
                topic: prefix + type.topic.name, key: Array(key.utf8), value: value, headers: envelope.headers))
    }
}
