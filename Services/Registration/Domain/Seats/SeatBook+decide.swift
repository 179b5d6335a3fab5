import Primitives

extension SeatBook {
    /// Decides one command and applies it to the book. A command that is refused leaves the book unchanged.
    ///
    /// - Returns: The facts in order, each with the seats after it (D1). The same decision offers a freed seat to the
    ///   first person on the waitlist (D7), so that no seat is seen free while a person waits.
    package mutating func decide(
        _ command: SeatCommand, at moment: RegistrationMoment, under policy: RegistrationPolicy
    ) throws(SeatRejection) -> [SeatFact] {
        switch command {
        case .register(let request): try register(request, at: moment)
        case .cancel(let registration, let cause): try release(registration, cause, at: moment, under: policy)
        case .transfer(let registration, let person): try transfer(registration, to: person, at: moment)
        case .accept(let registration): try accept(registration, at: moment)
        case .lapse(let registration): try lapse(registration, at: moment, under: policy)
        case .confirmPayment(let registration): confirmPayment(of: registration)
        case .resize(let capacity): try resize(to: capacity, at: moment, under: policy)
        }
    }

    private mutating func register(_ request: SeatRequest, at moment: RegistrationMoment) throws(SeatRejection)
        -> [SeatFact]
    {
        guard status == .published else { throw .offeringCancelled }
        guard moment.venueDay <= endsOn else { throw .offeringOver }
        guard !people.contains(request.person) else { throw .alreadyRegistered }
        var registration = Registration(
            id: request.registration, person: request.person, kind: request.kind,
            status: Registration.status(holdingFor: request.total), rateCategory: request.rateCategory,
            total: request.total, takesSeat: request.takesSeat)
        let allotment = request.takesSeat ? allotmentToDrawFrom(of: request.agencies, at: moment.instant) : nil
        if let allotment {
            allotments[allotment].used += 1
        } else if !request.takesSeat || seatsTaken < capacity {
            seatsTaken += request.takesSeat ? 1 : 0
        } else {
            guard request.waitlist else { throw .offeringFull }
            registration.status = .waitlisted
            waitlist.append(registration)
            waitlistLength += 1
        }
        people.insert(request.person)
        let action: SeatAction = registration.status == .waitlisted ? .waitlisted : .taken
        return [fact(action, registration, request.cause, allotment: allotment.map { allotments[$0].id })]
    }

    private func allotmentToDrawFrom(of agencies: Set<AgencyID>, at instant: Instant) -> Int? {
        allotments.firstIndex { agencies.contains($0.agency) && $0.isOpen(at: instant) }
    }

    private mutating func release(
        _ registration: Registration, _ cause: SeatCause, at moment: RegistrationMoment,
        under policy: RegistrationPolicy,
        as status: RegistrationStatus = .cancelled
    ) throws(SeatRejection) -> [SeatFact] {
        guard registration.status.isActive else { throw .notInStatus(registration.status) }
        if cause != .offeringCancelled {
            // A registration that waits or has an offer used no seat, so the person may cancel it at any time.
            guard moment.venueDay <= endsOn || !registration.status.attends else { throw .offeringOver }
            guard !attended.contains(registration.id) else { throw .attended }
        }
        let freed = registration.status.holdsSeat && registration.takesSeat
        if freed { seatsTaken -= 1 }
        if registration.status == .waitlisted {
            waitlist.removeAll { $0.id == registration.id }
            waitlistLength -= 1
        }
        people.remove(registration.person)
        var released = registration
        released.status = status
        released.confirmBy = nil
        return [fact(.released, released, cause)] + (freed ? promote(at: moment, under: policy) : [])
    }

    /// Offers free seats to the waitlist in order until the class begins (D7).
    mutating func promote(at moment: RegistrationMoment, under policy: RegistrationPolicy) -> [SeatFact] {
        var facts: [SeatFact] = []
        while status == .published, moment.venueDay < startsOn, seatsTaken < capacity, !waitlist.isEmpty {
            var registration = waitlist.removeFirst()
            registration.status = .offered
            let confirmBy = moment.instant.adding(seconds: policy.waitlistConfirmationHours * 3600)
            registration.confirmBy = startsAt.map { min($0, confirmBy) } ?? confirmBy
            seatsTaken += 1
            waitlistLength -= 1
            facts.append(fact(.offered, registration, .seatFreed))
        }
        return facts
    }

    /// Transfers a seat before the class starts, to a person without an active registration for it; the seat is never
    /// free in between (D4).
    private mutating func transfer(_ registration: Registration, to person: PersonID, at moment: RegistrationMoment)
        throws(SeatRejection) -> [SeatFact]
    {
        guard registration.status.attends else { throw .notInStatus(registration.status) }
        guard status == .published else { throw .offeringCancelled }
        guard moment.venueDay < startsOn else { throw .offeringStarted }
        guard !attended.contains(registration.id) else { throw .attended }
        guard !people.contains(person) else { throw .alreadyRegistered }
        people.remove(registration.person)
        people.insert(person)
        var moved = registration
        moved.person = person
        return [fact(.transferred, moved, .transferred, from: registration.person)]
    }

    private mutating func accept(_ registration: Registration, at moment: RegistrationMoment) throws(SeatRejection)
        -> [SeatFact]
    {
        guard registration.status == .offered else { throw .notInStatus(registration.status) }
        guard let confirmBy = registration.confirmBy, moment.instant <= confirmBy else { throw .offerLapsed }
        guard moment.venueDay < startsOn else { throw .offeringStarted }
        var confirmed = registration
        confirmed.status = Registration.status(holdingFor: registration.total)
        confirmed.confirmBy = nil
        return [fact(.confirmed, confirmed, .offerAccepted)]
    }

    private mutating func lapse(
        _ registration: Registration, at moment: RegistrationMoment, under policy: RegistrationPolicy
    ) throws(SeatRejection) -> [SeatFact] {
        let isOver =
            switch registration.status {
            case .offered: registration.confirmBy.map { $0 < moment.instant } ?? false
            case .waitlisted: endsOn < moment.venueDay
            case .pendingPayment, .confirmed, .cancelled, .lapsed: false
            }
        guard isOver else { throw .notInStatus(registration.status) }
        let cause: SeatCause = registration.status == .waitlisted ? .offeringOver : .offerLapsed
        return try release(registration, cause, at: moment, under: policy, as: .lapsed)
    }

    /// Confirms a registration that waits for its payment; another one stays as it is.
    private func confirmPayment(of registration: Registration) -> [SeatFact] {
        guard registration.status == .pendingPayment else { return [] }
        var confirmed = registration
        confirmed.status = .confirmed
        return [fact(.confirmed, confirmed, .paid)]
    }

    private mutating func resize(
        to capacity: Int, at moment: RegistrationMoment, under policy: RegistrationPolicy
    ) throws(SeatRejection) -> [SeatFact] {
        guard capacity >= seatsTaken else { throw .capacityBelowTaken(taken: seatsTaken) }
        self.capacity = capacity
        return promote(at: moment, under: policy)
    }
}
