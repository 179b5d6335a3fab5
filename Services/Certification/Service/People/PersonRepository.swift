import CertificationDomain
import JSONTree
import PersonMerges
import Postgres
import Primitives

/// The copies of persons, their merges and their completions. A read unites all ids of a person (A5).
struct PersonRepository: Sendable {
    let database: PostgresClient

    private static let training = Columns<OwnTraining>("course_code, minutes, completed_on") { row in
        OwnTraining(courseCode: try row.next(), minutes: try row.next(), completedOn: try row.next())
    }

    /// Returns whether two ids mean the same person.
    func isSame(_ one: PersonID, _ other: PersonID) async throws -> Bool {
        try await PersonMerges.isSamePerson(one, other, from: database)
    }

    func isSame(_ one: PersonID, _ other: PersonID, from source: any RowSource) async throws -> Bool {
        try await PersonMerges.isSamePerson(one, other, from: source)
    }

    func assignments(of person: PersonID) -> Reading<[DatedAssignment]> {
        Reading
            .all(JSON.self, "SELECT assignments FROM person WHERE id IN (SELECT people_of(\(person)))")
            .map { documents in
                try documents.flatMap { try $0.decoded([StoredAssignment].self).map(\.assignment) }
            }
    }

    /// Returns the person's completed courses, the oldest first.
    func training(of person: PersonID) -> Reading<[OwnTraining]> {
        .all(
            Self.training,
            """
            SELECT \(Self.training) FROM completion
            WHERE person_id IN (SELECT people_of(\(person))) AND NOT voided ORDER BY completed_on, id
            """)
    }
}

/// An assignment in a `jsonb` column.
struct StoredAssignment: Codable {
    var position: Position
    var from: Day
    var to: Day?
    var verified: Bool

    init(_ assignment: DatedAssignment) {
        position = assignment.position
        from = assignment.from
        to = assignment.to
        verified = assignment.verified
    }

    var assignment: DatedAssignment { DatedAssignment(position: position, from: from, to: to, verified: verified) }
}

/// An edition of a course in a `jsonb` column.
struct StoredEdition: Codable {
    var id: EditionID
    var name: String
}
