import AccountsDomain
import Contracts
import Messaging
import Primitives

/// Adds an agency.
struct AddAgency: Sendable {
    struct Command: Sendable {
        var agency: Agency
        var by: PersonID
    }

    let agencies: AgencyRepository
    let audit: AuditRepository

    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) {
        let agency = command.agency
        agencies.insert(agency, in: unit)
        unit.publish(.agencyAdded, AgencyChange(agency), of: agency.id, at: now)
        unit.setState(.agency, AgencyChange(agency), of: agency.id, at: now)
        audit.insert(
            AuditEntry(at: now, actor: command.by, action: "agency.added", subject: agency.id.description), in: unit)
    }
}

extension AgencyChange {
    init(_ agency: Agency) {
        let kind: Vocabulary.AgencyKind =
            switch agency.kind {
            case .policeDepartment: .policeDepartment
            case .sheriffsOffice: .sheriffsOffice
            case .schoolDistrict: .schoolDistrict
            case .other: .other
            }
        self.init(kind: kind, state: agency.state, country: agency.country)
    }
}
