package import Primitives

extension HostRequest {
    /// Submits an agency's request to host a class (C3).
    ///
    /// - Parameters:
    ///   - course: The plan's course; nil if the catalogue has none with its code.
    ///   - isZone: Whether the system knows the venue's time zone.
    ///   - moment: The time of the submission, at the plan's venue.
    /// - Throws: `offering` for a plan that is not acceptable, then `datesPassed`.
    package static func submit(
        _ plan: OfferingPlan, as id: HostRequestID, for agency: AgencyID, course: Course?, isZone: Bool,
        by person: PersonID, at moment: RegistrationMoment
    ) throws(HostRequestRejection) -> HostRequest {
        try check(plan, course: course, isZone: isZone)
        try requireUpcoming(plan, at: moment)
        return HostRequest(
            id: id, agency: agency, plan: plan, submission: Submission(by: person, at: moment.instant))
    }

    /// Approves the request and plans its class, which the caller publishes in the same transaction (C4).
    ///
    /// - Parameters:
    ///   - id: The id of the class.
    ///   - course: The plan's course.
    ///   - moment: The time of the approval, at the plan's venue.
    /// - Returns: The class as it is published.
    /// - Throws: `notInStatus` unless the request waits for a decision, `datesPassed`, then `offering` for the terms.
    package mutating func approve(
        as id: OfferingID, on terms: OfferingTerms, course: Course, by person: PersonID, at moment: RegistrationMoment
    ) throws(HostRequestRejection) -> Offering {
        try requireStatus(.submitted)
        try Self.requireUpcoming(plan, at: moment)
        let published: Offering
        do {
            published = try Offering(id, as: plan, on: terms, for: agency, course: course, at: moment)
        } catch {
            throw .offering(error)
        }
        status = .approved
        decision = Decision(by: person, at: moment.instant)
        offering = id
        return published
    }

    /// Rejects the request with its reason (C3).
    ///
    /// - Throws: `notInStatus` unless the request waits for a decision.
    package mutating func reject(
        because reason: String, by person: PersonID, at instant: Instant
    ) throws(HostRequestRejection) {
        try requireStatus(.submitted)
        status = .rejected
        decision = Decision(by: person, at: instant, reason: reason)
    }

    /// Submits a rejected request again with a plan that replaces the previous one (C3).
    ///
    /// - Parameters:
    ///   - course: The new plan's course; nil if the catalogue has none with its code.
    ///   - isZone: Whether the system knows the venue's time zone.
    ///   - moment: The time of the submission, at the new plan's venue.
    /// - Throws: `offering` for a plan that is not acceptable, `notInStatus` unless the request is rejected, then
    ///   `datesPassed`.
    package mutating func resubmit(
        _ plan: OfferingPlan, course: Course?, isZone: Bool, by person: PersonID, at moment: RegistrationMoment
    ) throws(HostRequestRejection) {
        try Self.check(plan, course: course, isZone: isZone)
        try requireStatus(.rejected)
        try Self.requireUpcoming(plan, at: moment)
        self.plan = plan
        status = .submitted
        submission = Submission(by: person, at: moment.instant)
        decision = nil
    }

    /// Attaches a document to the packet, in place of the one with the same name if there is one (C3).
    ///
    /// - Throws: `notInStatus` once the request is approved, as its packet is then final; `tooManyDocuments`.
    package mutating func attach(_ document: String) throws(HostRequestRejection) {
        guard status != .approved else { throw .notInStatus(status) }
        guard documents.contains(document) || documents.count < Self.maximumDocuments else {
            throw .tooManyDocuments(maximum: Self.maximumDocuments)
        }
        documents.insert(document)
    }

    private func requireStatus(_ required: HostRequestStatus) throws(HostRequestRejection) {
        guard status == required else { throw .notInStatus(status) }
    }

    private static func requireUpcoming(_ plan: OfferingPlan, at moment: RegistrationMoment)
        throws(HostRequestRejection)
    {
        guard plan.startsOn >= moment.venueDay else { throw .datesPassed(plan.startsOn) }
    }

    private static func check(_ plan: OfferingPlan, course: Course?, isZone: Bool) throws(HostRequestRejection) {
        do {
            _ = try plan.check(course: course, isZone: isZone)
        } catch {
            throw .offering(error)
        }
    }
}
