import Contracts
import Messaging
import Primitives
import RegistrationDomain

// The domain's values as payloads of the suite's events.

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

extension UnitOfWork {
    /// Publishes that a course changed, together with its state.
    func publish(_ course: Course, at now: Instant) {
        publish(.courseChanged, CourseContent(course), of: course.code, at: now)
        setState(.course, CourseContent(course), of: course.code, at: now)
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

extension UnitOfWork {
    /// Publishes a fact about an offering together with the state that the offering has now.
    func publish(_ fact: EventType<OfferingID, OfferingChange>, _ offering: Offering, at now: Instant) {
        publish(fact, OfferingChange(offering), of: offering.id, at: now)
        setState(.offering, OfferingState(offering), of: offering.id, at: now)
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
