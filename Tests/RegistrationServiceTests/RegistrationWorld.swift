import Contracts
import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Observability
import PersonMerges
import Postgres
import Primitives
import RegistrationDomain
import RulePacks
import Security
import ServiceKit
import TestSupport
import UseCases
import Web

@testable import RegistrationService

/// The service over a PostgreSQL database of its own, asked in the process; its clock stands still until a test moves it.
struct RegistrationWorld: Sendable {
    static let secret = Array("a webhook's secret".utf8)

    let clock: DomainClock
    let database: PostgresClient
    let store: RegistrationStore
    let desk: RegistrationDesk
    let application: WebApplication
    let staff = Caller(roles: [.staff])
    let agency = AgencyID.new()

    private let configuration: PostgresConfiguration

    init(
        at time: String = "2026-03-01T15:00:00Z", pool: Int = 4, desk limits: RegistrationDesk.Limits = .init(),
        rules: String = RegistrationPolicy.shipped, cards: (any PaymentProvider)? = nil,
        stripeSecret: SecretBytes? = nil,
        lockTimeout: Duration? = nil
    ) async throws {
        var configuration = try await PostgresFixture.database(
            schema: "registration", migrations: ServiceDefinition.registration.allMigrations)
        configuration.poolSize = pool
        configuration.maxWaiters = 1000
        if let lockTimeout { configuration.lockTimeout = lockTimeout }
        try self.init(
            configuration, .standing(at: try instant(time)), limits, rules: rules, cards: cards,
            stripeSecret: stripeSecret)
        try await store.publishCatalogue(at: clock.now)
    }

    private init(
        _ configuration: PostgresConfiguration, _ clock: DomainClock, _ limits: RegistrationDesk.Limits,
        rules: String = RegistrationPolicy.shipped, cards: (any PaymentProvider)? = nil,
        stripeSecret: SecretBytes? = nil
    ) throws {
        let database = PostgresClient(configuration)
        let store = RegistrationStore(
            database: database, journal: Journal(service: .registration, database: database),
            rules: try RulePack(json5: rules), zone: clock.zone)
        let desk = RegistrationDesk(store, limits: limits)
        let api = RegistrationAPI(
            store: store, desk: desk, webhookSecret: SecretBytes(Self.secret), cards: cards,
            stripeWebhookSecret: stripeSecret, realTime: { clock.now })
        var web = WebConfiguration(title: "Muster registration")
        web.rateLimits = nil
        self.configuration = configuration
        self.clock = clock
        self.database = database
        self.store = store
        self.desk = desk
        application = try WebApplication(
            api.endpoints, configuration: web, tokens: CallerTokens(), clock: { clock.now },
            log: Log(output: Log.Output { print($0) }), metrics: MetricsRegistry())
    }

    /// Another process of the service over the same database.
    ///
    /// - Parameter port: of a way to it over TCP, a `WireCutter`'s.
    func replica(overPort port: Int? = nil) throws -> RegistrationWorld {
        var configuration = configuration
        if let port {
            configuration = try PostgresConfiguration(
                url: "postgres://postgres@127.0.0.1:\(port)/\(configuration.database ?? "")?sslmode=disable")
            configuration.schema = self.configuration.schema
            configuration.poolSize = 1
        }
        return try RegistrationWorld(configuration, clock, .init())
    }

    func send(
        _ method: HTTPMethod, _ target: String, as caller: Caller? = nil, _ json: JSON? = nil, text: String? = nil,
        bytes: [UInt8]? = nil, type: String = "application/json", headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        var headers = headers
        if let caller { headers.add("Authorization", "Bearer \(caller.token)") }
        let body = bytes ?? text.map { Array($0.utf8) } ?? json.map { $0.serialised() } ?? []
        if !body.isEmpty { headers.add("Content-Type", type) }
        return Reply(
            await application.handle(try HTTPRequest(method, target, headers: headers, body: body)))
    }

    /// A class posted by staff, 30 March to 3 April 2026 unless told otherwise; its id.
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
        guard reply.status == 201, let id = reply.json["id"]?.string else { throw Unexpected(reply) }
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
        guard reply.status == 201 else { throw Unexpected(reply) }
        return reply.json
    }

    func pay(_ invoice: JSON?, _ amount: Int) async throws -> Reply {
        try await send(
            "POST", "/v1/invoices/\(invoice?.string ?? "")/payments", as: staff,
            ["method": "check", "amount": .integer(amount), "reference": "1001"])
    }

    /// What accounts would have published of a person.
    func know(
        _ person: PersonID, email: String? = nil, agency: AgencyID? = nil, memberFrom: String? = nil, to: String? = nil,
        mergedInto: PersonID? = nil
    ) async throws {
        try await database.transaction { sql in
            sql.enqueue(
                """
                INSERT INTO person (id, kind, coordinator_of) VALUES (\(person), 'registrant', '{}')
                """)
            if let email {
                sql.enqueue(
                    """
                    INSERT INTO profile (person_id, given_name, family_name, email, email_key, locale)
                    VALUES (\(person), 'Omar', 'Ortiz', \(email), \(EmailKey.of(email)), 'en')
                    """)
            }
            if let agency {
                sql.enqueue(
                    """
                    INSERT INTO person_assignment (id, person_id, agency_id, from_day)
                    VALUES (\(AssignmentID.new()), \(person), \(agency), '2020-01-01')
                    """)
            }
            if let memberFrom, let to {
                sql.enqueue(
                    """
                    INSERT INTO person_membership (person_id, from_day, to_day, type)
                    VALUES (\(person), \(Day(memberFrom)), \(Day(to)), 'individual')
                    """)
            }
            try await PersonMerges.follow(person, mergedInto: mergedInto, in: sql)
        }
    }

    /// The facts of one aggregate as they stand in the journal, in order.
    func facts(of key: String) async throws -> [(type: String, sequence: Int, data: JSON)] {
        try await database.query(
            """
            SELECT type, sequence, payload FROM outbox WHERE aggregate_id = \(key) AND kind = 'fact' ORDER BY id
            """
        ).map { row in
            let (type, sequence, payload) = try row.decode((String, Int, String).self)
            let name = type.split(separator: ".").dropFirst(3).dropLast().joined(separator: ".")
            return (name, sequence, try JSON.parse(payload.utf8))
        }
    }

    /// The ledger's sum, and that receivable and cash are what the invoices say (E8).
    func expectBalancedLedger() async throws -> Bool {
        let trial = try await store.trialBalance()
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

struct Unexpected: Error, CustomStringConvertible {
    let reply: Reply

    init(_ reply: Reply) {
        self.reply = reply
    }

    var description: String { "\(reply.status) \(reply.text)" }
}

func instant(_ text: String) throws -> Instant {
    guard let instant = Instant(text) else { throw BadTime(text: text) }
    return instant
}

struct BadTime: Error {
    let text: String
}

/// Somebody with a token that says who they are.
struct Caller: Sendable {
    var person = PersonID.new()
    var roles: Set<Role> = []
    var coordinatorOf: Set<AgencyID> = []
    /// A program with credentials of its own.
    var isClient = false

    var token: String {
        ([person.description] + roles.map(\.rawValue) + coordinatorOf.map { "of:\($0)" }
            + (isClient ? ["client"] : [])).joined(separator: "+")
    }
}

private struct CallerTokens: TokenVerifying {
    struct Invalid: Error {}

    func verify(_ token: String, now: Instant) async throws -> Principal {
        let parts = token.split(separator: "+").map(String.init)
        guard let person = parts.first.flatMap(PersonID.init) else { throw Invalid() }
        return Principal(
            personID: person, roles: Set(parts.compactMap(Role.init(rawValue:))),
            coordinatorOf: Set(parts.filter { $0.hasPrefix("of:") }.compactMap { AgencyID(String($0.dropFirst(3))) }),
            tokenID: token, isClient: parts.contains("client"))
    }
}
