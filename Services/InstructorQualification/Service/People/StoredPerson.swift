import Contracts
import InstructorQualificationDomain
import JSONTree
import Primitives

/// A membership term or a hold in a `jsonb` array.
struct StoredPeriod: Codable {
    var from: Day
    var to: Day?

    static func json(_ terms: [MembershipPeriod]) throws -> JSON {
        try JSON.of(terms.map { StoredPeriod(from: $0.from, to: $0.to) })
    }

    static func json(_ holds: [HoldPeriod]) throws -> JSON {
        try JSON.of(holds.map { StoredPeriod(from: $0.from, to: $0.to) })
    }

    static func periods(_ json: JSON) throws -> [Period] {
        try json.decoded([StoredPeriod].self).map { Period(from: $0.from, to: $0.to) }
    }
}

/// An assignment in a `jsonb` array.
struct StoredAssignment: Codable {
    var position: Position
    var from: Day
    var to: Day?
    var verified: Bool

    static func json(_ assignments: [AssignmentPeriod]) throws -> JSON {
        try JSON.of(
            assignments.map {
                StoredAssignment(position: $0.position, from: $0.from, to: $0.to, verified: $0.verified)
            })
    }

    static func assignments(_ json: JSON) throws -> [DatedAssignment] {
        try json.decoded([StoredAssignment].self).map {
            DatedAssignment(position: $0.position, from: $0.from, to: $0.to, verified: $0.verified)
        }
    }
}

/// A certificate as a police instructor in a `jsonb` column.
struct StoredCertification: Codable {
    var number: String
    var state: String
    var since: Day

    static func json(_ certification: Contracts.InstructorCertification?) throws -> JSON? {
        try certification.map { try JSON.of(Self(number: $0.number, state: $0.state, since: $0.since)) }
    }

    static func json(_ certification: InstructorQualificationDomain.InstructorCertification?) throws -> JSON? {
        try certification.map { try JSON.of(Self(number: $0.number, state: $0.state, since: $0.since)) }
    }

    static func certification(_ json: JSON?) throws -> InstructorQualificationDomain.InstructorCertification? {
        try json.map { try $0.decoded(Self.self) }.map { .init(number: $0.number, state: $0.state, since: $0.since) }
    }
}
