import Contracts
import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Primitives
import UseCases
import Web

/// Agencies: who employs people and hosts classes.
extension AccountsAPI {
    var agencyEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/agencies", "Add an agency", access: .staff, body: .json(NewAgencyDTO.schema),
                answers: [.created(AgencyDTO.schema)], idempotent: true, handler: addAgency),
            Endpoint(
                .get, "/v1/agencies", "Agencies", access: .signedIn,
                query: .paging + [.query("query", .string(maxLength: 200), "A part of the name.")],
                answers: [.page(of: AgencyDTO.schema)], handler: listAgencies),
            Endpoint(.get, "/v1/agencies/{id}", "An agency", access: .signedIn, answers: [.ok(AgencyDTO.schema)]) {
                [self] call in
                guard let agency = try await store.agency(try call.path("id")) else { throw Problem.notFound }
                return try .ok(AgencyDTO(agency), version: agency.version)
            },
            Endpoint(
                .patch, "/v1/agencies/{id}", "Change an agency", access: .staff, body: .json(AgencyPatchDTO.schema),
                answers: [.ok(AgencyDTO.schema)], handler: changeAgency),
        ]
    }

    private func addAgency(_ call: Call) async throws -> Response {
        let asked: NewAgencyDTO = try call.decode()
        let staff = try call.signedIn().personID
        let agency = Agency(
            id: .new(), version: 1, name: asked.name, kind: asked.kind, state: asked.state, country: asked.country)
        return try await journal.transact(call) { [self] unit in
            store.add(agency, at: call.now, unit)
            store.audit(
                AuditEntry(at: call.now, actor: staff, action: "agency.added", subject: agency.id.description), unit)
            return try .created(AgencyDTO(agency), location: "/v1/agencies/\(agency.id)", version: agency.version)
        }
    }

    private func listAgencies(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        let found = try await store.agencies(
            named: try call.query("query"), after: try call.cursor()?.values(AgencyID.self), limit: limit)
        return try .ok(Page(found, limit: limit, item: AgencyDTO.init) { Cursor($0.id) })
    }

    private func changeAgency(_ call: Call) async throws -> Response {
        let id: AgencyID = try call.path("id")
        let patch: AgencyPatchDTO = try call.decode()
        let agency = try await journal.update(trace: call.trace) { [self] unit in
            guard var agency = try await store.lockAgency(id, unit) else { throw Problem.notFound }
            try call.requireMatch(agency.version)
            let old = agency
            agency.name = patch.name ?? agency.name
            agency.kind = patch.kind ?? agency.kind
            agency.state = patch.state.applied(to: agency.state)
            agency.country = patch.country ?? agency.country
            guard agency != old else { return old }
            agency.version += 1
            store.update(agency, at: call.now, unit)
            return agency
        }
        return try .ok(AgencyDTO(agency), version: agency.version)
    }
}

struct AgencyDTO: Encodable, Sendable {
    let id: AgencyID
    let name: String
    let kind: AgencyKind
    @Nullable var state: String?
    let country: String
    let version: Int

    static let schema = Schema.object(
        .required("id", .uuid), .required("name", .string()), .required("kind", .string(enum: AgencyKind.self)),
        .nullable("state", .string()), .required("country", .string()), .required("version", .integer(min: 1)))

    init(_ agency: Agency) {
        id = agency.id
        name = agency.name
        kind = agency.kind
        state = agency.state
        country = agency.country
        version = agency.version
    }
}

struct NewAgencyDTO: Decodable, Sendable {
    let name: String
    let kind: AgencyKind
    let state: String?
    let country: String

    static let schema = Schema.object(
        .required("name", .name), .required("kind", .string(enum: AgencyKind.self)), .optional("state", .state),
        .required("country", .country))
}

struct AgencyPatchDTO: Decodable, Sendable {
    let name: String?
    let kind: AgencyKind?
    let state: Patched<String>
    let country: String?

    static let schema = Schema.object(
        .optional("name", .name), .optional("kind", .string(enum: AgencyKind.self)), .optional("state", .state),
        .optional("country", .country))
}
