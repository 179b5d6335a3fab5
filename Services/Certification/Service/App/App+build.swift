import Configuration
import Contracts
import Documents
import DomainClock
import Messaging
import PersonMerges
import Postgres
import Primitives
import RulePacks
import ServiceKit

extension ServiceDefinition {
    /// The certification service: certificates, and the National SRO Practitioner.
    static let certification = ServiceDefinition(
        name: .certification, title: "Certification", defaultPort: 8083, keys: CertificationConfig.keys,
        migrations: PersonMerges.migrations + Migrations.all
    ) { context in
        let rulePack = try RulePack(context.configuration, of: .certification)
        let zone = context.clock.zone
        let layout = CertificateLayout(
            renderer: PDFRenderer(), publicURL: context.configuration.string(CertificationConfig.publicURL))
        let certificates = CertificateStore(database: context.database, layout: layout)
        let api = CertificationAPI(
            context: context, certificates: certificates,
            practitioners: PractitionerStore(database: context.database), rulePack: rulePack,
            zone: zone)
        return ServiceParts(
            endpoints: api.endpoints, handlers: CertificationHandlers(certificates: certificates).all,
            projections: Projections.all, jobs: [], readiness: [], policies: { rulePack.document(on: zone.day(of: $0)) }
        )
    }
}
