import Contracts
import Primitives
import RegistrationDomain

// What the domain decided, as the suite's events say it: the only place that sees both.

extension CourseContent {
    init(_ course: Course) {
        self.init(
            title: course.title, hours: course.hours,
            editions: course.editions.map { edition in
                CourseEditionValue(
                    id: edition.id, name: edition.name, from: edition.from,
                    sections: edition.sections.map {
                        CourseSectionValue(code: $0.code, title: $0.title, minutes: $0.minutes)
                    })
            })
    }
}

extension HostRequestChange {
    init(_ request: HostRequest) {
        self.init(agencyId: request.agency, courseCode: request.plan.course.rawValue, offeringId: request.offering)
    }
}

extension OfferingChange {
    init(_ offering: Offering) {
        self.init(
            courseCode: offering.course.rawValue, editionId: offering.edition, kind: offering.kind.published,
            status: offering.status.rawValue, agencyId: offering.agency, leadInstructorId: offering.leadInstructor,
            startsOn: offering.startsOn, endsOn: offering.endsOn, timeZone: offering.venue.timeZone,
            country: offering.venue.country, state: offering.venue.state, capacity: offering.capacity,
            seatsTaken: offering.seatsTaken)
    }
}

extension OfferingState {
    init(_ offering: Offering) {
        self.init(OfferingChange(offering), OfferingQueue(waitlistLength: offering.waitlistLength))
    }
}

extension SeatAction {
    var event: EventType<OfferingID, SeatChange> {
        switch self {
        case .taken: .seatTaken
        case .offered: .seatOffered
        case .confirmed: .seatConfirmed
        case .released: .seatReleased
        case .transferred: .seatTransferred
        case .waitlisted: .seatWaitlisted
        }
    }
}

extension SeatChange {
    init(_ fact: SeatFact) {
        self.init(
            registrationId: fact.registration.id, personId: fact.person, toPersonId: fact.toPerson,
            kind: fact.registration.kind.published, status: fact.registration.status.rawValue,
            rateCategory: fact.registration.rateCategory.published, total: fact.registration.total,
            currency: Money.currency, capacity: fact.capacity, seatsTaken: fact.seatsTaken,
            cause: fact.cause.rawValue)
    }
}

extension AllotmentChange {
    init(_ allotment: SeatAllotment, of offering: Offering) {
        self.init(
            allotmentId: allotment.id, agencyId: allotment.agency, seats: allotment.seats,
            expiresAt: allotment.expiresAt, capacity: offering.capacity, seatsTaken: offering.seatsTaken)
    }
}

extension CompletionChange {
    init(_ completion: CompletionRecord) {
        self.init(
            personId: completion.person, registrationId: completion.registration, offeringId: completion.offering,
            courseCode: completion.course.rawValue, editionId: completion.edition, hours: completion.hours,
            completedOn: completion.completedOn, imported: completion.isImported)
    }
}

extension CompletionState {
    init(_ completion: CompletionRecord) {
        self.init(
            CompletionChange(completion),
            CompletionStanding(voided: completion.isVoided, evaluated: completion.isEvaluated))
    }
}

extension OfferingKind {
    fileprivate var published: Vocabulary.OfferingKind {
        switch self {
        case .class: .class
        case .conference: .conference
        }
    }
}

extension RegistrationKind {
    fileprivate var published: Vocabulary.RegistrationKind {
        switch self {
        case .regular: .regular
        case .audit: .audit
        case .scholarship: .scholarship
        case .staff: .staff
        }
    }
}

extension RateCategory {
    var published: Vocabulary.RateCategory {
        switch self {
        case .member: .member
        case .nonMember: .nonMember
        case .earlyBirdConference: .earlyBirdConference
        case .scholarship: .scholarship
        case .audit: .audit
        }
    }
}
