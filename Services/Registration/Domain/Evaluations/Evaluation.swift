package import Primitives

/// The ratings of a class, each from 1 to 5 (F2).
package struct ClassRatings: Hashable, Sendable {
    package var overall: Int
    package var content: Int
    package var instructor: Int
    package var facility: Int

    package init(overall: Int, content: Int, instructor: Int, facility: Int) {
        self.overall = overall
        self.content = content
        self.instructor = instructor
        self.facility = facility
    }
}

/// The rating of one instructor of the class, from 1 to 5 (F7).
package struct InstructorRating: Hashable, Sendable {
    package var person: PersonID
    package var rating: Int
    package var comment: String?

    package init(person: PersonID, rating: Int, comment: String? = nil) {
        self.person = person
        self.rating = rating
        self.comment = comment
    }
}

/// An attendee's evaluation of a class and of its instructors (F2, F7).
package struct Evaluation: Hashable, Sendable {
    package var registration: RegistrationID
    package var offering: OfferingID
    package var answers: ClassRatings
    package var comment: String?
    /// One rating for each instructor, in the order of their ids.
    package var ratings: [InstructorRating]
    package var changedAt: Instant
    /// Zero until the evaluation is saved.
    package var version: Int

    package init(
        registration: RegistrationID, offering: OfferingID, answers: ClassRatings, comment: String? = nil,
        ratings: [InstructorRating] = [], changedAt: Instant, version: Int = 0
    ) {
        self.registration = registration
        self.offering = offering
        self.answers = answers
        self.comment = comment
        self.ratings = ratings
        self.changedAt = changedAt
        self.version = version
    }
}

/// The reason why an evaluation is not accepted.
package enum EvaluationRejection: Error, Hashable, Sendable {
    /// The evaluation opens with the first day attended (F2).
    case notOpen
    /// These persons do not teach the class (F7).
    case notInstructors([PersonID])
}

extension Evaluation {
    /// Files an attendee's evaluation, in place of the previous one (F2, F7). Of several ratings of one person the last
    /// counts.
    ///
    /// - Parameters:
    ///   - previous: The attendee's evaluation until now.
    ///   - attendedDays: The number of days that the attendee was present.
    ///   - teachers: The class's lead instructor and the persons with a teaching seat, each under all of their
    ///     identities. Persons that the previous evaluation rates may be rated again.
    /// - Throws: `notOpen`, `notInstructors`.
    package func filed(
        after previous: Evaluation?, attendedDays: Int, teachers: Set<PersonID>
    ) throws(EvaluationRejection) -> Evaluation {
        guard attendedDays > 0 else { throw .notOpen }
        let last = Dictionary(ratings.map { ($0.person, $0) }, uniquingKeysWith: { $1 })
        let known = teachers.union((previous?.ratings ?? []).map(\.person))
        let unknown = Set(last.keys).subtracting(known)
        guard unknown.isEmpty else { throw .notInstructors(unknown.sorted()) }
        var filed = self
        filed.ratings = last.values.sorted { $0.person < $1.person }
        filed.version = previous?.version ?? 0
        return filed
    }

    /// Returns whether another evaluation says the same of the class, so that the class's averages stay as they are.
    package func agreesOnClass(with other: Evaluation?) -> Bool {
        answers == other?.answers && comment == other?.comment
    }

    /// Returns the persons whose rating differs from that of another evaluation, or is in only one of the two.
    package func instructorsRatedOtherwise(than other: Evaluation?) -> Set<PersonID> {
        Set(Set(ratings).symmetricDifference(other?.ratings ?? []).map(\.person))
    }
}
