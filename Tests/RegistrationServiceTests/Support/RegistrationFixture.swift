import Contracts
import DomainClock
import HTTP
import JSONTree
import Mail
import Postgres
import Primitives
import RegistrationDomain
import RulePacks
import ServiceKit
import TestSupport
import UseCases

@testable import RegistrationService

/// The registration service with its clock at 1 March 2026 until a test moves it.
struct RegistrationFixture: FixtureLayer {
    /// Signs the payment provider's webhooks.
    static let secret = Array("a webhook's secret".utf8)

    let base: ServiceFixture
    /// For what tests do without a route, a job or an event.
    let parts: RegistrationParts
    let staff = Caller(roles: [.staff])
    let agency = AgencyID.new()

    init(
        at time: String = "2026-03-01T15:00:00Z", settings: [String: String] = [:], pool: Int = 4,
        desk limits: RegistrationDesk.Limits = .init(), lockTimeout: Duration? = nil
    ) async throws {
        let own = [
            "REGISTRATION_PAYMENT_WEBHOOK_SECRET": String(decoding: Self.secret, as: UTF8.self),
            "REGISTRATION_SITE": "https://muster.example", "MAIL_RATE": "1000",
        ]
        let base = try await ServiceFixture.make(
            .registration, at: try instant(time), settings: own.merging(settings) { $1 },
            database: { database in
                database.poolSize = pool
                database.maxWaiters = 1000
                if let lockTimeout { database.lockTimeout = lockTimeout }
            },
            build: { try ServiceDefinition.registrationParts($0, desk: limits) })
        try self.init(base)
    }

    private init(_ base: ServiceFixture) throws {
        self.base = base
        let context = base.context
        let rules = try RulePack(context.configuration, of: .registration)
        parts = RegistrationParts(
            database: context.database, journal: context.journal,
            policies: Policies(rules: rules, zone: context.clock.zone), mail: MailOutbox(), metrics: context.metrics)
    }

    /// Another process of the service over the same database.
    ///
    /// - Parameter port: of a way to it over TCP, a `WireCutter`'s.
    func replica(overPort port: Int? = nil) async throws -> RegistrationFixture {
        try RegistrationFixture(await base.replica(overPort: port))
    }

    /// The id of a class that staff posts, from 30 March to 3 April 2026 if not stated otherwise.
    func offering(
        course: String = "basic-sro", capacity: Int = 20, from: String = "2026-03-30", to: String = "2026-04-03",
        more: [String: JSON] = [:]
    ) async throws -> String {
        var body: [String: JSON] = [
            "agencyId": .string(agency.description), "courseCode": .string(course), "startsOn": .string(from),
            "endsOn": .string(to), "capacity": .integer(capacity), "venue": Self.venue,
            "contact": ["name": "Carla Cole", "email": "carla@springfield.example"],
        ]
        body.merge(more) { _, new in new }
        let reply = try await send("POST", "/v1/offerings", as: staff, .object(body))
        guard reply.status == 201, let id = reply.json["id"]?.string else { throw UnexpectedReply(reply) }
        return id
    }

    static let venue: JSON = [
        "name": "Springfield Academy", "address": "5 Elm Street", "city": "Springfield", "state": "IL", "country": "US",
        "timeZone": "America/Chicago",
    ]

    /// Registers the caller; the registration as answered.
    func register(_ caller: Caller, _ offering: String, more: [String: JSON] = [:]) async throws -> JSON {
        let body = JSON.object(["offeringId": .string(offering)].merging(more) { _, new in new })
        let reply = try await send("POST", "/v1/registrations", as: caller, body)
        guard reply.status == 201 else { throw UnexpectedReply(reply) }
        return reply.json
    }

    func pay(_ invoice: JSON?, _ amount: Int) async throws -> Reply {
        try await send(
            "POST", "/v1/invoices/\(invoice?.string ?? "")/payments", as: staff,
            ["method": "check", "amount": .integer(amount), "reference": "1001"])
    }

    /// A caller whose profile has come, by the name before the `@`.
    func member(_ name: String) async throws -> Caller {
        let caller = Caller()
        try await know(caller.person, email: "\(name)@example.org")
        return caller
    }

    /// Delivers what accounts would have published of a person.
    func know(
        _ person: PersonID, email: String? = nil, agency: AgencyID? = nil, memberFrom: String? = nil, to: String? = nil,
        mergedInto: PersonID? = nil
    ) async throws {
        var terms: [MembershipPeriod] = []
        if let memberFrom, let to {
            terms = [MembershipPeriod(from: day(memberFrom), to: day(to), type: "individual")]
        }
        let assignments = agency.map {
            [AssignmentPeriod(id: .new(), agencyId: $0, position: .sro, from: day("2020-01-01"), verified: true)]
        }
        try await deliver(
            state: .person,
            PersonState(
                kind: .registrant, roles: [], coordinatorOf: [], mergedInto: mergedInto, memberships: terms, holds: [],
                assignments: assignments ?? []), of: person)
        guard let email else { return }
        try await deliver(
            state: .profile, ProfileState(givenName: "Omar", familyName: "Ortiz", email: email, locale: "en"),
            of: person)
    }

    /// Delivers the term of a member for all of 2026 that was granted at this time.
    func grantMembership(to person: PersonID, at time: Instant) async throws {
        let term = MembershipChange.individual(from: "2026-01-01", to: "2026-12-31")
        try await deliver(fact: .membershipGranted, term, of: person, at: time)
    }

    /// Whether the ledger balances, and its receivable and cash agree with the invoices (E8).
    func expectBalancedLedger() async throws -> Bool {
        let trial = try await LedgerRepository(database: database).trialBalance()
        let rows = try await database.query(
            "SELECT coalesce(sum(total - paid), 0)::bigint, coalesce(sum(paid), 0)::bigint FROM invoice")
        guard let (balance, paid) = try rows.first?.decode((Money, Money).self) else { return false }
        func net(_ accounts: LedgerAccount...) -> Money {
            trial.rows.filter { accounts.contains($0.account) }.reduce(.zero) { $0 + $1.debit - $1.credit }
        }
        return trial.balance == .zero && net(.receivable) == balance
            && net(.cashCard, .cashCheck, .cashPurchaseOrder) == paid
    }
}
