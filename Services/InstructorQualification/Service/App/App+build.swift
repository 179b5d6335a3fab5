import Contracts
import DomainClock
import PersonMerges
import RulePacks
import ServiceKit

extension ServiceDefinition {
    /// The instructor-qualification service: applications, reviews, candidates and their window.
    static let instructorQualification = ServiceDefinition(
        name: .instructorQualification, title: "Instructor qualification", defaultPort: 8084,
        keys: [RulePack.setting(of: .instructorQualification)],
        migrations: PersonMerges.migrations + Migrations.all
    ) { context in
        let rules = try RulePack(context.configuration, of: .instructorQualification)
        let policies = Policies(rules: rules, zone: context.clock.zone)
        let parts = InstructorQualificationParts(
            database: context.database, journal: context.journal, policies: policies)
        return ServiceParts(
            endpoints: Routes.all(parts), projections: Projections.all,
            policies: { rules.document(on: policies.day(of: $0)) })
    }
}
