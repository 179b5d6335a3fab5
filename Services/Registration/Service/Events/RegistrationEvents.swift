import Contracts
import Messaging
import Primitives
import RegistrationDomain

/// What the domain decided, as the suite's events (`registration.events`, `registration.state`): the one place where the two meet.
extension UnitOfWork {
    /// A course as it is now: the fact and the state.
    func publishChange(of course: Course, at instant: Instant) {
        let content = CourseContent(
            title: course.title, hours: course.hours,
            editions: course.editions.map { edition in
                CourseEditionValue(
                    id: edition.id, name: edition.name, from: edition.from,
                    sections: edition.sections.map {
                        CourseSectionValue(code: $0.code, title: $0.title, minutes: $0.minutes)
                    })
            })
        publish(CourseChanged(content), key: course.code.rawValue, at: instant)
        setState(CourseState(content), key: course.code.rawValue, at: instant)
    }

    func publish(_ step: HostRequestStep, _ request: HostRequestRecord, at instant: Instant) {
        let change = HostRequestChange(
            agencyId: request.agency, courseCode: request.course.rawValue, offeringId: request.offering)
        let key = request.id.description
        switch step {
        case .submitted: publish(HostRequestSubmitted(change), key: key, at: instant)
        case .approved: publish(HostRequestApproved(change), key: key, at: instant)
        case .rejected: publish(HostRequestRejected(change), key: key, at: instant)
        }
    }

    func publish(_ step: OfferingStep, _ offering: Offering, at instant: Instant) {
        let change = OfferingChange(offering)
        let key = offering.id.description
        switch step {
        case .published: publish(OfferingPublished(change), key: key, at: instant)
        case .changed: publish(OfferingChanged(change), key: key, at: instant)
        case .cancelled: publish(OfferingCancelled(change), key: key, at: instant)
        }
        setState(of: offering, at: instant)
    }

    func setState(of offering: Offering, at instant: Instant) {
        setState(
            OfferingState(OfferingChange(offering), OfferingQueue(waitlistLength: offering.waitlistLength)),
            key: offering.id.description, at: instant)
    }

    /// Seat facts in the order in which they were decided; the key is the offering's.
    func publish(_ facts: [SeatFact], of offering: OfferingID, at instant: Instant) {
        for fact in facts {
            let change = SeatChange(
                registrationId: fact.registration.id, personId: fact.person, toPersonId: fact.toPerson,
                kind: fact.registration.kind.published, status: fact.registration.status.rawValue,
                rateCategory: fact.registration.rateCategory.published, total: fact.registration.total,
                currency: Money.currency, capacity: fact.capacity, seatsTaken: fact.seatsTaken,
                cause: fact.cause.rawValue)
            let key = offering.description
            switch fact.action {
            case .taken: publish(SeatTaken(change), key: key, at: instant)
            case .offered: publish(SeatOffered(change), key: key, at: instant)
            case .confirmed: publish(SeatConfirmed(change), key: key, at: instant)
            case .released: publish(SeatReleased(change), key: key, at: instant)
            case .transferred: publish(SeatTransferred(change), key: key, at: instant)
            case .waitlisted: publish(SeatWaitlisted(change), key: key, at: instant)
            }
        }
    }

    func publish(
        _ step: AllotmentStep, _ allotment: SeatAllotment, of offering: OfferingID, capacity: Int, seatsTaken: Int,
        at instant: Instant
    ) {
        let change = AllotmentChange(
            allotmentId: allotment.id, agencyId: allotment.agency, seats: allotment.seats,
            expiresAt: allotment.expiresAt, capacity: capacity, seatsTaken: seatsTaken)
        switch step {
        case .allotted: publish(SeatAllotted(change), key: offering.description, at: instant)
        case .ended: publish(SeatAllotmentEnded(change), key: offering.description, at: instant)
        }
    }

    func publish(_ step: PaymentStep, _ amount: Money, _ account: RegistrationAccount, at instant: Instant) {
        let invoice = account.invoice.invoice
        let registration = account.registration.registration
        let change = PaymentChange(
            registrationId: registration.id, personId: registration.person,
            offeringId: account.registration.offering, rateCategory: registration.rateCategory.published,
            amount: amount, total: invoice.total,
            fullyPaid: registration.status.isActive && invoice.total > .zero && invoice.balance <= .zero,
            fullyRefunded: !invoice.payments.isEmpty && invoice.paid <= .zero)
        let key = invoice.id.description
        switch step {
        case .settled: publish(PaymentSettled(change), key: key, at: instant)
        case .refunded: publish(PaymentRefunded(change), key: key, at: instant)
        case .disputed: publish(PaymentDisputed(change), key: key, at: instant)
        }
    }

    func publishAttendance(_ day: Day, _ present: [RegistrationID], of offering: OfferingID, at instant: Instant) {
        publish(
            AttendanceRecorded(date: day, registrationIds: present), key: offering.description, at: instant)
    }

    func publish(_ step: CompletionStep?, _ completion: CompletionRecord, at instant: Instant) {
        let key = completion.id.description
        let change = CompletionChange(
            personId: completion.person, registrationId: completion.registration, offeringId: completion.offering,
            courseCode: completion.course.rawValue, editionId: completion.edition, hours: completion.hours,
            completedOn: completion.completedOn, imported: completion.isImported)
        switch step {
        case .recorded: publish(CompletionRecorded(change), key: key, at: instant)
        case .voided: publish(CompletionVoided(change), key: key, at: instant)
        case nil: break
        }
        setState(
            CompletionState(change, CompletionStanding(voided: completion.isVoided, evaluated: completion.isEvaluated)),
            key: key, at: instant)
    }

    func publishEvaluation(
        _ registration: RegistrationID, by person: PersonID, of offering: OfferingID, at instant: Instant
    ) {
        publish(
            EvaluationCompleted(personId: person, offeringId: offering), key: registration.description, at: instant)
    }

    func publishInvitation(of person: PersonID, lastCompletedOn day: Day, at instant: Instant) {
        publish(RetakeInvited(lastCompletedOn: day), key: person.description, at: instant)
    }

    func publishRatings(
        of instructor: PersonID, answers: Int, average: Double, in offering: OfferingID, at instant: Instant
    ) {
        publish(
            EvaluationAboutInstructor(instructorId: instructor, answers: answers, average: average),
            key: offering.description, at: instant)
    }
}

enum HostRequestStep: String, CaseIterable {
    case submitted
    case approved
    case rejected
}

enum OfferingStep {
    case published
    case changed
    case cancelled
}

enum AllotmentStep {
    case allotted
    case ended
}

enum PaymentStep {
    case settled
    case refunded
    case disputed
}

enum CompletionStep {
    case recorded
    case voided
}

extension RegistrationDomain.OfferingKind {
    fileprivate var published: Contracts.OfferingKind {
        switch self {
        case .class: .class
        case .conference: .conference
        }
    }
}

extension RegistrationDomain.RegistrationKind {
    fileprivate var published: Contracts.RegistrationKind {
        switch self {
        case .regular: .regular
        case .audit: .audit
        case .scholarship: .scholarship
        case .staff: .staff
        }
    }
}

extension RegistrationDomain.RateCategory {
    fileprivate var published: Contracts.RateCategory {
        switch self {
        case .member: .member
        case .nonMember: .nonMember
        case .earlyBirdConference: .earlyBirdConference
        case .scholarship: .scholarship
        case .audit: .audit
        }
    }
}

extension OfferingChange {
    fileprivate init(_ offering: Offering) {
        self.init(
            courseCode: offering.course.rawValue, editionId: offering.edition, kind: offering.kind.published,
            status: offering.status.rawValue, agencyId: offering.agency, leadInstructorId: offering.leadInstructor,
            startsOn: offering.startsOn, endsOn: offering.endsOn, timeZone: offering.venue.timeZone,
            country: offering.venue.country, state: offering.venue.state, capacity: offering.capacity,
            seatsTaken: offering.seatsTaken)
    }
}
