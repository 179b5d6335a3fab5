package import Primitives

/// A person's application for a scholarship to one class of Basic, with the award that staff granted (E5).
package struct Scholarship: Hashable, Sendable {
    /// An award, and who granted it when.
    package struct Grant: Hashable, Sendable {
        package var award: ScholarshipAward
        package var by: PersonID
        package var at: Instant

        package init(award: ScholarshipAward, by: PersonID, at: Instant) {
            self.award = award
            self.by = by
            self.at = at
        }
    }

    package var id: ScholarshipID
    package var offering: OfferingID
    package var person: PersonID
    package var statement: String
    package var appliedAt: Instant
    /// Nil while the application waits for a decision.
    package var grant: Grant?
    /// The registration that uses the award.
    package var registration: RegistrationID?
    package var version: Int

    package var award: ScholarshipAward? { grant?.award }

    package init(
        id: ScholarshipID, offering: OfferingID, person: PersonID, statement: String, appliedAt: Instant,
        grant: Grant? = nil, registration: RegistrationID? = nil, version: Int = 1
    ) {
        self.id = id
        self.offering = offering
        self.person = person
        self.statement = statement
        self.appliedAt = appliedAt
        self.grant = grant
        self.registration = registration
        self.version = version
    }

    /// Applies for a scholarship to a class (E5).
    ///
    /// - Parameter course: The class's course.
    /// - Throws: `notOffered` for another course than Basic.
    package static func apply(
        as id: ScholarshipID, for offering: OfferingID, of course: CourseCode, by person: PersonID, statement: String,
        at now: Instant
    ) throws(ScholarshipRejection) -> Scholarship {
        guard course == .basicSRO else { throw .notOffered }
        return Scholarship(id: id, offering: offering, person: person, statement: statement, appliedAt: now)
    }

    /// Grants an award (E5).
    ///
    /// - Throws: `alreadyAwarded`.
    package mutating func award(
        _ award: ScholarshipAward, by person: PersonID, at now: Instant
    ) throws(ScholarshipRejection) {
        guard grant == nil else { throw .alreadyAwarded }
        grant = Grant(award: award, by: person, at: now)
    }

    /// Returns whether a registration that precedes the award gets it: the applicant's regular one.
    ///
    /// - Parameter identities: The ids of the applicant and of the accounts that were merged with theirs.
    package func covers(_ registration: Registration, identities: [PersonID]) -> Bool {
        registration.kind == .regular && identities.contains(registration.person)
    }
}

/// The reason why a scholarship cannot be applied for or awarded.
package enum ScholarshipRejection: Error, Hashable, Sendable {
    /// Scholarships are for Basic.
    case notOffered
    /// The person applied for this class before.
    case alreadyApplied
    case alreadyAwarded
}
