import HTTP
import Idempotency
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Scholarships to classes of Basic: a person applies, staff awards the full price or an amount (E5).
struct ScholarshipRoutes: Sendable {
    let journal: Journal
    let find: FindScholarship
    let apply: ApplyForScholarship
    let award: AwardScholarship

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        let (database, billing) = (parts.database, BillingParts(parts))
        let (offerings, people) = (OfferingRepository(database: database), PersonRepository(database: database))
        let scholarships = ScholarshipRepository(database: database)
        find = FindScholarship(policies: parts.policies, people: people, scholarships: scholarships)
        apply = ApplyForScholarship(offerings: offerings, scholarships: scholarships)
        award = AwardScholarship(
            policies: parts.policies, offerings: offerings, people: people,
            registrations: RegistrationRepository(database: database), scholarships: scholarships,
            invoices: billing.invoices, book: billing.book, settle: billing.settle, mail: billing.mail)
    }

    var application: Operation {
        Operation(
            "Apply for a scholarship to a class of Basic", access: .signedIn, body: .json(NewScholarshipDTO.self),
            answers: [.created(ScholarshipDTO.self)],
            problems: [.notFound, .scholarshipNotOffered, .alreadyApplied], idempotent: true
        ) { call in
            let new: NewScholarshipDTO = try call.decode()
            let command = ApplyForScholarship.Command(
                offering: new.offeringId, statement: new.statement, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let scholarship = try await apply(command, at: call.now, in: unit)
                return try .created(
                    ScholarshipDTO(scholarship), location: "/v1/scholarships/\(scholarship.id)",
                    version: scholarship.version)
            }
        }
    }

    var list: Operation {
        Operation(
            "List one's own applications, or for staff all of them", access: .signedIn, query: .paging,
            answers: [.page(of: ScholarshipDTO.self)]
        ) { call in
            let limit = try call.limit()
            let page = try await find.page(
                for: try call.signedIn(), at: call.now, after: try call.cursor()?.values(ScholarshipID.self),
                limit: limit)
            return try .ok(Page(page, limit: limit, item: ScholarshipDTO.init, cursor: { Cursor($0.id) }))
        }
    }

    var one: Operation {
        Operation("Show an application", access: .signedIn, answers: [.ok(ScholarshipDTO.self)]) { call in
            let scholarship = try await find(try call.path("id"), for: try call.signedIn(), at: call.now)
            return try .ok(ScholarshipDTO(scholarship), version: scholarship.version)
        }
    }

    var awarding: Operation {
        Operation(
            "Award the full price or an amount", access: .staff, body: .json(AwardDTO.self),
            answers: [.ok(ScholarshipDTO.self)], problems: [.alreadyAwarded]
        ) { call in
            let command = AwardScholarship.Command(
                scholarship: try call.path("id"), match: call.versionMatch(),
                award: try call.decode(AwardDTO.self).award, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let scholarship = try await award(command, at: call.now, in: unit)
                return try .ok(ScholarshipDTO(scholarship), version: scholarship.version)
            }
        }
    }
}

extension ProblemCode {
    static let scholarshipNotOffered = ProblemCode("scholarshipNotOffered", "Scholarships are offered for Basic only")
    static let alreadyApplied = ProblemCode("alreadyApplied", "You applied for this scholarship before")
    static let alreadyAwarded = ProblemCode("alreadyAwarded", "The scholarship is already awarded")
}

extension ScholarshipRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notOffered: Problem(.scholarshipNotOffered)
        case .alreadyApplied: Problem(.alreadyApplied)
        case .alreadyAwarded: Problem(.alreadyAwarded)
        }
    }
}
