package import Primitives

/// A person as a registration's rules see them on a day. A person of whom nothing has come is no member and has no
/// history, so a late event never keeps a person from registering.
package struct Registrant: Hashable, Sendable {
    package var person: PersonID
    /// Whether a membership term is in force (E1).
    package var isMember: Bool
    /// Whether the person has a completion of Basic (E3).
    package var hasCompletedBasic: Bool
    /// Whether audits are open to the person as a candidate of the instructor programme (E6).
    package var isCandidate: Bool
    /// The award for the class that the person has not used (E5).
    package var award: ScholarshipAward?

    package init(
        person: PersonID, isMember: Bool, hasCompletedBasic: Bool, isCandidate: Bool, award: ScholarshipAward? = nil
    ) {
        self.person = person
        self.isMember = isMember
        self.hasCompletedBasic = hasCompletedBasic
        self.isCandidate = isCandidate
        self.award = award
    }
}

/// A request to register a named person for a class, before its kind, price and seat are decided (D2).
package struct EnrolmentRequest: Hashable, Sendable {
    package var registration: RegistrationID
    package var kind: RegistrationKind
    /// Whether staff makes the request, which opens audits and teaching seats (E6).
    package var byStaff: Bool
    /// Whether the person joins the waitlist if the class is full (D7).
    package var waitlist: Bool
    /// The agencies whose allotments may be drawn from (D3).
    package var agencies: Set<AgencyID>
    package var cause: SeatCause

    package init(
        registration: RegistrationID, kind: RegistrationKind = .regular, byStaff: Bool = false, waitlist: Bool = false,
        agencies: Set<AgencyID> = [], cause: SeatCause = .registered
    ) {
        self.registration = registration
        self.kind = kind
        self.byStaff = byStaff
        self.waitlist = waitlist
        self.agencies = agencies
        self.cause = cause
    }
}

/// A registration as it was decided, with its frozen price.
package struct Enrolment: Hashable, Sendable {
    package var fact: SeatFact
    package var quote: PriceQuote

    package var isWaiting: Bool { fact.registration.status == .waitlisted }
    /// Whether an invoice is opened now: none while the person waits (E8), and none for a teaching seat.
    package var opensInvoice: Bool { !isWaiting && fact.registration.kind.isInvoiced }
    /// Whether the registration uses the person's award (E5).
    package var usesAward: Bool { fact.registration.kind == .scholarship }
}

extension Offering {
    /// Returns the price of a registration (E1–E6).
    package func quote(
        _ kind: RegistrationKind, for registrant: Registrant, at moment: RegistrationMoment,
        under policy: RegistrationPolicy
    ) -> PriceQuote {
        PriceQuote.decide(
            PriceInquiry(
                course: course, courseTitle: title, prices: prices.prices(on: moment.venueDay), kind: kind,
                isMember: registrant.isMember, hasCompletedBasic: registrant.hasCompletedBasic,
                award: registrant.award),
            at: moment, under: policy)
    }

    /// Registers a person: decides the kind and the price, then takes a seat in the book or joins the waitlist. A
    /// request that is refused leaves the book unchanged.
    ///
    /// - Throws: `KindRejection`, then `SeatRejection`.
    package func enrol(
        _ registrant: Registrant, _ request: EnrolmentRequest, in book: inout SeatBook, at moment: RegistrationMoment,
        under policy: RegistrationPolicy
    ) throws -> Enrolment {
        try request.kind.allow(
            course: course, byStaff: request.byStaff, isCandidate: registrant.isCandidate,
            hasAward: registrant.award != nil)
        let quote = quote(request.kind, for: registrant, at: moment, under: policy)
        // An award that was granted before counts, also for a request that does not ask for it (E5).
        let kind = quote.rateCategory == .scholarship ? .scholarship : request.kind
        let facts = try book.decide(
            .register(
                SeatRequest(
                    registration: request.registration, person: registrant.person, kind: kind,
                    rateCategory: quote.rateCategory, total: quote.total, takesSeat: kind.takesSeat(under: policy),
                    waitlist: request.waitlist, agencies: request.agencies, cause: request.cause)),
            at: moment, under: policy)
        return Enrolment(fact: facts[0], quote: quote)
    }
}
