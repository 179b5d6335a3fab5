import Observability
import Primitives
import RegistrationDomain

/// What a group of registrations is decided on, and what was decided, between the reading and the writing.
struct RegistrationGroup: Sendable {
    /// A locked class with its seats.
    struct OpenClass: Sendable {
        var offering: Offering
        var book: SeatBook
        /// The facts that the group decided, in order, each with the trace of its request.
        var facts: [(fact: SeatFact, trace: TraceContext?)] = []

        /// The number of registrations that the group added to the waitlist.
        var waitlisted: Int { facts.count { $0.fact.action == .waitlisted } }

        mutating func enrol(
            _ registrant: Registrant, _ command: RegisterPeople.Command, at moment: RegistrationMoment,
            under policy: RegistrationPolicy
        ) throws -> Enrolment {
            let enrolment = try offering.enrol(registrant, command.request, in: &book, at: moment, under: policy)
            facts.append((enrolment.fact, command.trace))
            return enrolment
        }

        /// The class as it is stored with the group's facts.
        var saved: Offering {
            var offering = offering
            offering.seatsTaken = book.seatsTaken
            offering.waitlistLength = book.waitlistLength
            return offering
        }
    }

    /// The persons of the commands, in their order.
    let people: [PersonStanding]
    private(set) var classes: [OfferingID: OpenClass]
    private(set) var registrations: [NewRegistration] = []
    private let awards: [Scholarship]

    init(
        _ commands: [RegisterPeople.Command], offerings: [Offering], people: [PersonStanding],
        allotments: [OpenAllotment], awards: [Scholarship]
    ) {
        self.people = people
        self.awards = awards
        classes = Dictionary(
            uniqueKeysWithValues: offerings.map { ($0.id, OpenClass(offering: $0, book: SeatBook($0))) })
        for open in allotments { classes[open.offering]?.book.allotments.append(open.allotment) }
        for (command, person) in zip(commands, people) where person.isRegistered == true {
            classes[command.offering]?.book.people.insert(person.person)
        }
    }

    /// The classes that the group changed, in the order of their ids.
    var changedClasses: [OpenClass] {
        classes.values.filter { !$0.facts.isEmpty }.sorted { $0.offering.id < $1.offering.id }
    }

    /// Decides one command. One that is refused changes nothing.
    ///
    /// - Parameters:
    ///   - place: the command's place in the group.
    ///   - moment: the time of the decision at a venue's time zone.
    /// - Throws: `OfferingUnknown`, `KindRejection`, `SeatRejection`.
    mutating func register(
        _ command: RegisterPeople.Command, at place: Int, moment: (Offering) -> RegistrationMoment,
        under policy: RegistrationPolicy
    ) throws -> RegistrationDetails {
        guard let offering = classes[command.offering]?.offering else { throw OfferingUnknown() }
        let moment = moment(offering)
        // A person has one registration in a class, so an award is used once.
        let award = awards.first { $0.person == people[place].person && $0.offering == offering.id }
        var registrant = people[place].registrant(award: award?.award)
        registrant.isCandidate = registrant.isCandidate || command.byCandidacy
        guard
            let enrolment = try classes[offering.id]?.enrol(registrant, command, at: moment, under: policy)
        else { throw OfferingUnknown() }
        let record = RegistrationRecord(
            registration: enrolment.fact.registration, offering: offering.id, quote: enrolment.quote,
            invoice: enrolment.opensInvoice ? .new() : nil, allotment: enrolment.fact.allotment, waitlistNumber: nil,
            purchaseOrder: command.purchaseOrder, registeredBy: command.requestedBy, registeredAt: moment.instant,
            registeredOn: moment.associationDay, refund: .zero, version: 1)
        let new = NewRegistration(
            record: record, waitlistPlace: enrolment.isWaiting ? classes[offering.id]?.waitlisted ?? 0 : 0,
            invoice: record.invoice.map { NewInvoice($0, for: record) }, award: enrolment.usesAward ? award?.id : nil)
        registrations.append(new)
        return RegistrationDetails(
            record: record, invoice: new.invoice?.record,
            position: enrolment.isWaiting ? enrolment.fact.waitlistLength : nil)
    }
}

/// A registration that is inserted.
struct NewRegistration: Sendable {
    var record: RegistrationRecord
    /// The place among those of the group that wait for the same class, from 1; 0 for one that does not wait.
    var waitlistPlace = 0
    var invoice: NewInvoice?
    /// The scholarship that the registration uses (E5).
    var award: ScholarshipID?
}
