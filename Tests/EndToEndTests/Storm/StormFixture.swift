import Contracts
import Executors
import Foundation
import JSONTree
import Primitives
import TestSupport

/// The suite with three replicas of registration, people who may sign in, and classes with few seats.
struct StormFixture: Sendable {
    struct Person: Sendable {
        let id: String
        let email: String
        let token: String
    }

    static let replicas = 3

    let suite: SuiteFixture
    let client: StormClient
    let staff: String
    let people: [Person]
    let offerings: [String]
    let agency: String

    static func make(people count: Int, offerings classes: Int) async throws -> StormFixture {
        let suite = try await SuiteFixture.start(replicas: [.registration: replicas])
        let client = StormClient((1...replicas).map { suite.url(.init(.registration, $0)) })
        let accounts = suite.url(.init(.accounts))
        let office = StormClient([accounts])
        let staff = try await client.token(
            accounts, email: "admin@muster.example", password: "correct horse battery")
        var people: [Person] = []
        for number in 1...count {
            let email = "officer\(number)@storm.example"
            _ = try await office.send(
                "POST", "/v1/accounts", token: staff,
                [
                    "email": .string(email), "password": "a storm of requests", "givenName": "Officer",
                    "familyName": .string("Number \(number)"), "kind": "registrant",
                ])
            let token = try await client.token(accounts, email: email, password: "a storm of requests")
            let me = try await office.send("GET", "/v1/me", token: token)
            people.append(Person(id: me.json["personId"]?.string ?? "", email: email, token: token))
        }
        let agency = try await office.send(
            "POST", "/v1/agencies", token: staff,
            ["name": "Stormville Police", "kind": "policeDepartment", "state": "IL", "country": "US"])
        let agencyID = agency.json["id"]?.string ?? ""
        var offerings: [String] = []
        for number in 1...classes {
            let made = try await client.send(
                "POST", "/v1/offerings", token: staff, Self.offering(agency: agencyID, capacity: 3 + number % 8))
            guard made.status == 201, let id = made.json["id"]?.string else {
                throw SuiteFixture.Failure(description: "no class: \(made)")
            }
            offerings.append(id)
        }
        return StormFixture(
            suite: suite, client: client, staff: staff, people: people, offerings: offerings, agency: agencyID)
    }

    private static func offering(agency: String, capacity: Int) -> JSON {
        let day = Instant.now.utcDay
        return [
            "agencyId": .string(agency), "courseCode": "basic-sro", "capacity": .integer(capacity),
            "startsOn": .string(day.adding(days: 60).description), "endsOn": .string(day.adding(days: 64).description),
            "venue": [
                "name": "Academy", "address": "5 Elm Street", "city": "Stormville", "state": "IL", "country": "US",
                "timeZone": "America/Chicago",
            ],
            "contact": ["name": "Carla Cole", "email": "carla@storm.example"],
        ]
    }
}

/// What the service has said yes to.
final class StormLog: Sendable {
    struct Acknowledged: Sendable {
        let registration: String
        let offering: String
        let invoice: String?
    }

    struct State: Sendable {
        var acknowledged: [Acknowledged] = []
        var answers: [String: Int] = [:]
        /// Answered at a later attempt than the first: the first may have been decided before the kill.
        var repeated = 0
        /// Answered twice, and not alike.
        var unlike: [String] = []
        var kills = 0
    }

    private let state = Monitor(State())

    var all: State { state.withLock { $0 } }

    func change(_ body: (inout State) -> Void) { state.withLock(body) }

    func anyRegistration() -> Acknowledged? { state.withLock { $0.acknowledged.randomElement() } }
}
