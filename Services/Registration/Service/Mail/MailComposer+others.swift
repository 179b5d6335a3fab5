import DomainClock
import JSONTree
import Mail
import Postgres
import Primitives
import RegistrationDomain

/// Messages that are not about a seat.
extension MailComposer {
    /// Composes an invitation to retake the course (E4). Drops it if the person has completed Basic SRO again.
    func retake(_ row: MailRow, _ sql: Transaction) async throws -> MailComposition {
        let instant = now()
        let standing = try await people.standing(
            of: PersonID(row.about), on: policies.associationDay(instant), from: sql)
        let last = try await mails.lastBasicCompletion(of: standing.identities, from: sql)
        guard let last, last.description == row.occasion else { return .drop("there is a later completion") }
        var fields = [
            "completedOn": MailWords.day(last),
            "discount": MailWords.amount(policies.policy(at: instant).basicRetakeDiscount),
        ]
        fields["calendarLink"] = calendarLink
        return try await send(fields, row, sql)
    }

    /// Composes a notice of an allotment (D3) while its seats are reserved.
    func allotment(_ row: MailRow, _ sql: Transaction) async throws -> MailComposition {
        guard let allotted = try await mails.openAllotment(AllotmentID(row.about), at: now(), from: sql),
            let offering = try await offerings.find(allotted.offering, from: sql), offering.status == .published
        else { return .drop("the allotment has ended") }
        var fields = fields(offering, page: "offerings", number: offering.id.description)
        fields["seats"] = allotted.seats == 1 ? "1 seat" : "\(allotted.seats) seats"
        fields["kept"] = allotted.seats == 1 ? "is reserved" : "are reserved"
        fields["until"] = MailWords.moment(allotted.expiresAt, in: zone(of: offering))
        return try await send(fields, row, sql)
    }

    /// Composes the decision about a host request (C3). Drops a rejection if the request was submitted again.
    func hostRequest(_ row: MailRow, _ sql: Transaction) async throws -> MailComposition {
        guard let request = try await hostRequests.find(HostRequestID(row.about), from: sql) else {
            return .drop("the request does not exist")
        }
        let isApproval = row.kind == MemberMessage.hostRequestApproved.rawValue
        guard request.status == (isApproval ? .approved : .rejected) else {
            return .drop("the request has another status")
        }
        let course = try await courses.find(request.plan.course, from: sql)
        var fields = [
            "course": course?.title ?? request.plan.course.rawValue,
            "dates": MailWords.days(request.plan.startsOn, request.plan.endsOn),
            "venue": MailWords.place(request.plan.venue),
            "number": request.offering?.description ?? request.id.description,
        ]
        fields["link"] = request.offering.map { link("offerings/\($0)") } ?? link("host-requests/\(request.id)")
        fields["reason"] = request.decision?.reason
        let composition = try await send(fields, row, sql)
        // A submitter who is also the contact receives one mail only.
        if case .send(let to, _) = composition, row.person != nil,
            EmailKey.of(request.plan.details.contact.email) == EmailKey.of(to.address)
        {
            return .drop("the request's contact has the same address")
        }
        return composition
    }

    /// Composes the award of a scholarship (E5).
    func scholarship(_ row: MailRow, _ sql: Transaction) async throws -> MailComposition {
        guard let scholarship = try await scholarships.find(ScholarshipID(row.about), from: sql),
            let award = scholarship.award, let offering = try await offerings.find(scholarship.offering, from: sql),
            offering.status == .published
        else { return .drop("there is no award, or the class is not published") }
        var fields = fields(offering, page: "offerings", number: offering.id.description)
        let used = try await mails.registration(using: scholarship.id, from: sql)
        var credited: Money?
        if let used {
            let lines = try await registrations.find(used, from: sql)?.quote.lines
            credited = lines?.last { $0.code == .scholarshipAward }.map { .zero - $0.amount }
        }
        fields["award"] =
            switch award {
            case .full: "the full price"
            // The credited amount may be less than the award but never exceeds the price.
            case .amount(let amount):
                credited.map { "\(MailWords.amount($0)) off the price" }
                    ?? "up to \(MailWords.amount(amount)) off the price"
            }
        fields["registered"] = used.map { _ in "registered" }
        return try await send(fields, row, sql)
    }
}
