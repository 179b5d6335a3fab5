import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// C3, C4: agencies ask to host; approval posts the class in the same transaction.
extension RegistrationAPI {
    var hostingEndpoints: [Endpoint] {
        [
            Endpoint(
                "POST", "/v1/host-requests", "Ask to host a class", access: .signedIn,
                body: .json(NewOfferingDTO.hostRequest), answers: [.created(HostRequestDTO.schema)],
                problems: Self.planProblems, idempotent: true
            ) { call in
                let new = try call.decode(NewOfferingDTO.self)
                let principal = try call.signedIn()
                guard principal.isStaff || principal.isCoordinator(of: new.agencyId) else { throw Problem.forbidden }
                return try await transact(call) { unit in
                    let course = try await check(new, in: unit)
                    try HostRequestStatus.submit(
                        startsOn: new.startsOn, at: store.moment(call.now, venueZone: new.venue.timeZone))
                    let request = try HostRequestRecord(
                        new, course: course.code, by: principal.personID, at: call.now)
                    store.add(request, in: unit)
                    return try .created(
                        HostRequestDTO(request), location: "/v1/host-requests/\(request.id)", version: request.version)
                }
            },
            Endpoint(
                "GET", "/v1/host-requests", "Host requests: of one's own agencies, or for staff all of them",
                access: .signedIn, query: .paging, answers: [.page(of: HostRequestDTO.schema)]
            ) { call in
                let principal = try call.signedIn()
                let limit = try call.limit()
                let requests = try await store.hostRequests(
                    of: principal.readsAsStaff ? nil : principal.coordinatorOf.sorted(),
                    after: try call.cursor()?.values(HostRequestID.self), limit: limit)
                let documents = try await store.documentNames(of: requests.map(\.id), from: store.database)
                return try .ok(
                    Page(
                        requests, limit: limit,
                        item: { try HostRequestDTO($0, documents: documents[$0.id] ?? []) },
                        cursor: { Cursor($0.id) }))
            },
            Endpoint(
                "GET", "/v1/host-requests/{id}", "A host request", access: .signedIn,
                answers: [.ok(HostRequestDTO.schema)]
            ) { call in
                let request = try await readable(call)
                let documents = try await store.documentNames(of: [request.id], from: store.database)[request.id] ?? []
                return try .ok(HostRequestDTO(request, documents: documents), version: request.version)
            },
            Endpoint(
                "POST", "/v1/host-requests/{id}/approval", "Approve: the class is in the calendar at once",
                access: .staff, body: .json(ApprovalDTO.schema, optional: true), answers: [.ok(ApprovedDTO.schema)],
                problems: [.hostRequestStatus, .datesPassed] + Self.priceProblems, idempotent: true
            ) { call in try await approve(call) },
            Endpoint(
                "POST", "/v1/host-requests/{id}/rejection", "Reject, with the reason", access: .staff,
                body: .json(ReasonDTO.schema), answers: [.ok(HostRequestDTO.schema)], problems: [.hostRequestStatus]
            ) { call in
                let reason = try call.decode(ReasonDTO.self).reason
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    var request = try await locked(call, in: unit)
                    request.status = try request.status.reject()
                    request.reason = reason
                    request.decidedAt = call.now
                    store.update(request, .rejected, by: principal.personID, at: call.now, in: unit)
                    request.version += 1
                    return try await answer(request, in: unit)
                }
            },
            Endpoint(
                "POST", "/v1/host-requests/{id}/resubmission", "Submit a rejected request again, with changes",
                access: .signedIn, body: .json(HostRequestChangeDTO.schema, optional: true),
                answers: [.ok(HostRequestDTO.schema)], problems: [.hostRequestStatus] + Self.planProblems
            ) { call in try await resubmit(call) },
        ]
    }

    static let planProblems: [ProblemCode] = [.datesPassed, .datesOutOfOrder, .courseUnknown, .timeZoneUnknown]

    private func check(_ new: NewOfferingDTO, in unit: UnitOfWork) async throws -> Course {
        let course = try await store.course(new.courseCode, from: unit.sql)
        return try new.plan.check(course: course, isZone: isZone(new.venue.timeZone))
    }

    func isZone(_ name: String) -> Bool { store.zones.zone(name) != nil }

    private func approve(_ call: Call) async throws -> Response {
        Rule.keep(.C4)
        let approval = try call.decode(ApprovalDTO.self)
        let principal = try call.signedIn()
        return try await transact(call) { unit in
            var request = try await locked(call, in: unit)
            let venue = try request.venue.decoded(VenueDTO.self).venue
            request.status = try request.status.approve(
                startsOn: request.startsOn, at: store.moment(call.now, venueZone: venue.timeZone))
            guard let course = try await store.course(request.course, from: unit.sql),
                let edition = course.edition(on: request.startsOn)
            else { throw Problem(.internalError) }
            let offering = Offering(
                id: .new(), course: course.code, edition: edition.id, kind: course.kind, title: course.title,
                agency: request.agency, leadInstructor: approval.leadInstructorId, startsOn: request.startsOn,
                endsOn: request.endsOn, venue: venue, capacity: request.capacity,
                prices: PriceSchedule(
                    try approval.prices?.approved()
                        ?? course.prices.prices(on: store.associationDay(call.now))))
            request.offering = offering.id
            request.reason = nil
            store.publish(offering, request.details, hostRequest: request.id, at: call.now, in: unit)
            store.update(request, .approved, by: principal.personID, at: call.now, in: unit)
            return try .ok(ApprovedDTO(offeringId: offering.id))
        }
    }

    private func resubmit(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let change = try call.decode(HostRequestChangeDTO.self)
        return try await transact(call) { unit in
            var request = try await locked(call, in: unit)
            guard principal.isStaff || principal.isCoordinator(of: request.agency) else { throw Problem.notFound }
            let plan = try change.applied(to: request)
            guard plan.agencyId == request.agency else { throw Problem.forbidden }
            let course = try await check(plan, in: unit)
            request = try HostRequestRecord(plan, course: course.code, by: principal.personID, at: call.now)
                .keeping(request)
            let zone = try request.venue.decoded(VenueDTO.self).timeZone
            request.status = try request.status.resubmit(
                startsOn: request.startsOn, at: store.moment(call.now, venueZone: zone))
            request.reason = nil
            request.decidedAt = nil
            store.update(request, .submitted, by: principal.personID, at: call.now, in: unit)
            request.version += 1
            return try await answer(request, in: unit)
        }
    }

    private func answer(_ request: HostRequestRecord, in unit: UnitOfWork) async throws -> Response {
        let documents = try await store.documentNames(of: [request.id], from: unit.sql)[request.id] ?? []
        return try .ok(HostRequestDTO(request, documents: documents), version: request.version)
    }

    /// The request under its lock, for staff's decisions; `If-Match` is judged.
    private func locked(_ call: Call, in unit: UnitOfWork) async throws -> HostRequestRecord {
        guard let request = try await store.hostRequest(try call.path("id"), locking: true, from: unit.sql) else {
            throw Problem.notFound
        }
        try call.requireMatch(request.version)
        return request
    }

    /// The request, for those who may know of it.
    func readable(_ call: Call, writing: Bool = false) async throws -> HostRequestRecord {
        let principal = try call.signedIn()
        guard let request = try await store.hostRequest(try call.path("id"), from: store.database),
            principal.isCoordinator(of: request.agency) || principal.isStaff || !writing && principal.readsAsStaff
        else { throw Problem.notFound }
        return request
    }
}

extension HostRequestRecord {
    init(_ new: NewOfferingDTO, course: CourseCode, by person: PersonID, at instant: Instant) throws {
        self.init(
            id: .new(), agency: new.agencyId, course: course, venue: try JSON.of(new.venue), startsOn: new.startsOn,
            endsOn: new.endsOn, capacity: new.capacity,
            details: OfferingDetails(
                contact: try JSON.of(new.contact), equipment: new.equipment ?? [], notes: new.notes),
            status: .submitted, submittedBy: person, submittedAt: instant, version: 1)
    }

    /// The same request as `old`, with this one's content.
    fileprivate func keeping(_ old: HostRequestRecord) -> HostRequestRecord {
        var request = self
        request.id = old.id
        request.status = old.status
        request.version = old.version
        return request
    }
}
