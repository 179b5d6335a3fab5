import Contracts
import DomainClock
import InstructorQualificationDomain
import Messaging
import PersonMerges
import Postgres
import Primitives
import RulePacks
import ServiceKit

extension ServiceDefinition {
    /// The instructor-qualification service: applications, reviews, candidates and their window.
    static let instructorQualification = ServiceDefinition(
        name: .instructorQualification, title: "Instructor qualification", defaultPort: 8084,
        keys: [RulePack.setting(of: .instructorQualification)],
        migrations: PersonMerges.migrations + Migrations.all
    ) { context in
        let rulePack = try RulePack(context.configuration, of: .instructorQualification)
        let zone = context.clock.zone
        let api = InstructorQualificationAPI(
            context: context, applicants: ApplicantStore(database: context.database),
            applications: ApplicationStore(database: context.database),
            candidates: CandidateStore(database: context.database), rulePack: rulePack,
            zone: zone)
        return ServiceParts(
            endpoints: api.endpoints, projections: Projections.all,
            policies: { rulePack.document(on: zone.day(of: $0)) })
    }
}
