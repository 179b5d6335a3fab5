import Configuration
import Contracts
import Documents
import DomainClock
import PersonMerges
import Primitives
import RulePacks
import ServiceKit

extension ServiceDefinition {
    /// The certification service: certificates, and National SRO Practitioner.
    static let certification = ServiceDefinition(
        name: .certification, title: "Certification", defaultPort: 8083, keys: CertificationConfig.keys,
        migrations: PersonMerges.migrations + Migrations.all
    ) { context in
        let rules = try RulePack(context.configuration, of: .certification)
        let policies = Policies(rules: rules, zone: context.clock.zone)
        let parts = CertificationParts(
            database: context.database, journal: context.journal, policies: policies,
            layout: CertificateLayout(
                renderer: PDFRenderer(), publicURL: context.configuration.string(CertificationConfig.publicURL)))
        return ServiceParts(
            endpoints: Routes.all(parts), handlers: CertificationHandlers(parts).all, projections: Projections.all,
            jobs: [], readiness: [], policies: { rules.document(on: policies.day(of: $0)) })
    }
}
