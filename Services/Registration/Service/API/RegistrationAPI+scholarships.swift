import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

struct NewScholarshipDTO: Codable, Sendable {
    var offeringId: OfferingID
    var statement: String

    static let schema = Schema.object(
        .required("offeringId", .uuid), .required("statement", .string(minLength: 1, maxLength: 10_000)))
}

struct AwardDTO: Codable, Sendable {
    var full: Bool?
    var amount: Money?

    static let schema = Schema.oneOf([
        .object(.required("full", .constant(true))),
        .object(.required("amount", .integer(min: 1, max: 100_000_000))),
    ])
}

struct ScholarshipDTO: Codable, Sendable {
    var id: ScholarshipID
    var offeringId: OfferingID
    var personId: PersonID
    var statement: String
    var status: String
    var full: Bool
    @Nullable var amount: Money?
    var currency = Money.currency
    var appliedAt: Instant
    @Nullable var awardedAt: Instant?
    var version: Int

    init(_ record: ScholarshipRecord) {
        id = record.id
        offeringId = record.offering
        personId = record.person
        statement = record.statement
        status = record.award == nil ? "applied" : "awarded"
        full = record.award == .full
        if case .amount(let amount) = record.award { self.amount = amount }
        appliedAt = record.appliedAt
        awardedAt = record.awardedAt
        version = record.version
    }

    static let schema = Schema.ref(
        "Scholarship",
        .object(
            .required("id", .uuid), .required("offeringId", .uuid), .required("personId", .uuid),
            .required("statement", .string(maxLength: 10_000)),
            .required("status", .string(enum: ["applied", "awarded"])), .required("full", .boolean),
            .nullable("amount", .money), .required("currency", .currency), .required("appliedAt", .dateTime),
            .nullable("awardedAt", .dateTime), .required("version", .version)))
}

/// E5: apply for a scholarship to a class of Basic; staff awards it in full or by an amount.
extension RegistrationAPI {
    var scholarshipEndpoints: [Endpoint] {
        [
            Endpoint(
                "POST", "/v1/scholarships", "Apply for a scholarship to a class of Basic", access: .signedIn,
                body: .json(NewScholarshipDTO.schema), answers: [.created(ScholarshipDTO.schema)],
                problems: [.notFound, .scholarshipNotOffered, .alreadyApplied], idempotent: true
            ) { call in
                let new = try call.decode(NewScholarshipDTO.self)
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    guard let offering = try await store.offering(new.offeringId, from: unit.sql) else {
                        throw OfferingUnknown()
                    }
                    guard offering.course == .basicSRO else { throw Problem(.scholarshipNotOffered) }
                    let scholarship = ScholarshipRecord(
                        id: .new(), offering: offering.id, person: principal.personID, statement: new.statement,
                        appliedAt: call.now, version: 1)
                    guard try await store.add(scholarship, in: unit) else { throw Problem(.alreadyApplied) }
                    return try .created(
                        ScholarshipDTO(scholarship), location: "/v1/scholarships/\(scholarship.id)", version: 1)
                }
            },
            Endpoint(
                "GET", "/v1/scholarships", "Applications: one's own, or for staff all of them", access: .signedIn,
                query: .paging, answers: [.page(of: ScholarshipDTO.schema)]
            ) { call in
                let principal = try call.signedIn()
                let limit = try call.limit()
                let own = try await store.standing(
                    of: principal.personID, on: store.associationDay(call.now), from: store.database)
                let records = try await store.scholarships(
                    of: principal.readsAsStaff ? nil : own.identities,
                    after: try call.cursor()?.values(ScholarshipID.self), limit: limit)
                return try .ok(
                    Page(records, limit: limit, item: ScholarshipDTO.init, cursor: { Cursor($0.id) }))
            },
            Endpoint(
                "GET", "/v1/scholarships/{id}", "An application", access: .signedIn,
                answers: [.ok(ScholarshipDTO.schema)]
            ) { call in
                let principal = try call.signedIn()
                let own = try await store.standing(
                    of: principal.personID, on: store.associationDay(call.now), from: store.database)
                guard let record = try await store.scholarship(try call.path("id"), from: store.database),
                    principal.readsAsStaff || own.identities.contains(record.person)
                else { throw Problem.notFound }
                return try .ok(ScholarshipDTO(record), version: record.version)
            },
            Endpoint(
                "POST", "/v1/scholarships/{id}/award", "Award in full, or an amount", access: .staff,
                body: .json(AwardDTO.schema), answers: [.ok(ScholarshipDTO.schema)], problems: [.alreadyAwarded]
            ) { call in
                let award = try call.decode(AwardDTO.self)
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    guard
                        let scholarship = try await store.scholarship(
                            try call.path("id"), locking: true, from: unit.sql)
                    else { throw Problem.notFound }
                    try call.requireMatch(scholarship.version)
                    guard scholarship.award == nil else { throw Problem(.alreadyAwarded) }
                    let granted = try await store.grant(
                        award.amount.map(ScholarshipAward.amount) ?? .full, to: scholarship, by: principal.personID,
                        at: call.now, in: unit)
                    return try .ok(ScholarshipDTO(granted), version: granted.version)
                }
            },
        ]
    }
}
