import RegistrationDomain

/// The repositories and use cases of seats that several routes, jobs and handlers share.
struct SeatParts: Sendable {
    private let parts: RegistrationParts

    init(_ parts: RegistrationParts) {
        self.parts = parts
    }

    private var policies: Policies { parts.policies }
    /// Built on use, since `BillingParts` stores what it builds from these parts.
    private var billing: BillingParts { BillingParts(parts) }

    var offerings: OfferingRepository { OfferingRepository(database: parts.database) }
    var people: PersonRepository { PersonRepository(database: parts.database) }
    var registrations: RegistrationRepository { RegistrationRepository(database: parts.database) }
    var allotments: AllotmentRepository { AllotmentRepository(database: parts.database) }
    var transfers: TransferRepository { TransferRepository() }
    var scholarships: ScholarshipRepository { ScholarshipRepository(database: parts.database) }
    var invoices: InvoiceRepository { InvoiceRepository(database: parts.database) }
    var mail: SeatMail { SeatMail(outbox: parts.mail) }

    var books: SeatBookRepository {
        SeatBookRepository(
            policies: policies, offerings: offerings, registrations: registrations, allotments: allotments)
    }

    var changes: SeatChanges { SeatChanges(policies: policies, seats: books, mail: mail) }

    var access: RegistrationAccess {
        RegistrationAccess(policies: policies, people: people, seats: books, transfers: transfers)
    }

    var findRegistrant: FindRegistrant { FindRegistrant(policies: policies, people: people) }

    var find: FindRegistration {
        FindRegistration(
            policies: policies, people: people, registrations: registrations, invoices: invoices, access: access,
            completions: CompletionRepository(database: parts.database))
    }

    var register: RegisterPeople {
        RegisterPeople(
            policies: policies, offerings: offerings, people: people, registrations: registrations, seats: books,
            allotments: allotments, scholarships: scholarships, invoices: invoices, mail: mail)
    }

    var transfer: TransferSeat {
        let billing = billing
        return TransferSeat(
            policies: policies, registrations: registrations, seats: books, transfers: transfers,
            scholarships: scholarships, invoices: invoices, access: access, findRegistrant: findRegistrant,
            changes: changes, book: billing.book, settle: billing.settle)
    }

    var release: ReleaseSeat {
        ReleaseSeat(
            policies: policies, registrations: registrations, seats: books, invoices: invoices,
            moves: OfferingMoveRepository(database: parts.database), changes: changes, book: billing.book)
    }

    var endAllotment: EndAllotment {
        EndAllotment(
            policies: policies, offerings: offerings, allotments: allotments, seats: books, changes: changes)
    }

    var releaseAll: ReleaseAllSeats {
        ReleaseAllSeats(
            policies: policies, registrations: registrations, seats: books, invoices: invoices, changes: changes,
            endAllotment: endAllotment, release: release)
    }

    var endDue: EndDueSeats {
        EndDueSeats(
            journal: parts.journal, policies: policies, offerings: offerings,
            due: DueSeatRepository(database: parts.database), seats: books, changes: changes,
            endAllotment: endAllotment)
    }
}
