import AccountsDomain
import Idempotency
import JSONSchema
import Messaging
import Primitives
import UseCases
import Web

/// Agencies, which employ people and host classes.
struct AgencyRoutes: Sendable {
    let journal: Journal
    let agencies: AgencyRepository
    let add: AddAgency
    let revise: ChangeAgency

    init(_ parts: AccountsParts) {
        journal = parts.journal
        agencies = AgencyRepository(database: parts.database)
        add = AddAgency(agencies: agencies, audit: AuditRepository(database: parts.database))
        revise = ChangeAgency(agencies: agencies)
    }

    var addition: Operation {
        Operation(
            "Add an agency", access: .staff, body: .json(NewAgencyDTO.self), answers: [.created(AgencyDTO.self)],
            idempotent: true
        ) { call in
            let new: NewAgencyDTO = try call.decode()
            let agency = new.agency(.new())
            let command = AddAgency.Command(agency: agency, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                add(command, at: call.now, in: unit)
                return try .created(AgencyDTO(agency), location: "/v1/agencies/\(agency.id)", version: agency.version)
            }
        }
    }

    var list: Operation {
        Operation(
            "List agencies", access: .signedIn,
            query: .paging + [.query("query", .string(maxLength: 200), "A part of the name.")],
            answers: [.page(of: AgencyDTO.self)]
        ) { call in
            let limit = try call.limit()
            let page = try await agencies.list(
                named: try call.query("query"), after: try call.cursor()?.values(AgencyID.self), limit: limit)
            return try .ok(Page(page, limit: limit, item: AgencyDTO.init, cursor: { Cursor($0.id) }))
        }
    }

    var one: Operation {
        Operation("Show an agency", access: .signedIn, answers: [.ok(AgencyDTO.self)]) { call in
            guard let agency = try await agencies.find(try call.path("id")) else { throw NotFound() }
            return try .ok(AgencyDTO(agency), version: agency.version)
        }
    }

    var change: Operation {
        Operation(
            "Change an agency", access: .staff, body: .json(AgencyPatchDTO.self), answers: [.ok(AgencyDTO.self)]
        ) { call in
            let patch: AgencyPatchDTO = try call.decode()
            let command = ChangeAgency.Command(
                agency: try call.path("id"), match: call.versionMatch(), revise: patch.revised)
            return try await journal.transact(call) { unit in
                let agency = try await revise(command, at: call.now, in: unit)
                return try .ok(AgencyDTO(agency), version: agency.version)
            }
        }
    }
}

extension ProblemCode {
    static let agencyUnknown = ProblemCode("agencyUnknown", "The agency does not exist")
}

extension AgencyUnknown: ProblemConvertible {
    var problem: Problem { Problem(.agencyUnknown) }
}
