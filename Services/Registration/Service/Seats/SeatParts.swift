import RegistrationDomain

/// The parts that use cases of seats share.
struct SeatParts: Sendable {
    let store: RegistrationStore

    init(_ store: RegistrationStore) {
        self.store = store
    }

    var registrations: RegistrationRepository { RegistrationRepository(database: store.database) }
    var allotments: AllotmentRepository { AllotmentRepository(database: store.database) }
    var transfers: TransferRepository { TransferRepository() }
    var invoices: NewInvoiceRepository { NewInvoiceRepository() }
    var books: SeatBookRepository { SeatBookRepository(store: store) }
    var mail: SeatMail { SeatMail(outbox: store.mail) }
    var changes: SeatChanges { SeatChanges(policies: store.policies, seats: books, mail: mail) }
    var access: RegistrationAccess { RegistrationAccess(store: store, seats: books, transfers: transfers) }
    var findRegistrant: FindRegistrant { FindRegistrant(store: store) }

    var find: FindRegistration {
        FindRegistration(
            store: store, registrations: registrations, access: access,
            completions: CompletionRepository(database: store.database))
    }

    var register: RegisterPeople {
        RegisterPeople(
            store: store, registrations: registrations, seats: books, allotments: allotments, invoices: invoices,
            mail: mail)
    }

    var release: ReleaseSeat {
        ReleaseSeat(store: store, registrations: registrations, seats: books, changes: changes)
    }

    var endAllotment: EndAllotment {
        EndAllotment(policies: store.policies, store: store, allotments: allotments, seats: books, changes: changes)
    }

    var releaseAll: ReleaseAllSeats {
        ReleaseAllSeats(
            store: store, registrations: registrations, seats: books, changes: changes, endAllotment: endAllotment,
            release: release)
    }

    var endDue: EndDueSeats {
        EndDueSeats(
            journal: store.journal, policies: store.policies, store: store,
            due: DueSeatRepository(database: store.database), seats: books, changes: changes,
            endAllotment: endAllotment)
    }
}
