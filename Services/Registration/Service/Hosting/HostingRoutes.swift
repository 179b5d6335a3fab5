import HTTP
import Idempotency
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Host requests: agencies ask to host a class, staff decides (C3, C4).
struct HostingRoutes: Sendable {
    let journal: Journal
    let find: FindHostRequest
    let submit: SubmitHostRequest
    let approve: ApproveHostRequest
    let reject: RejectHostRequest
    let resubmit: ResubmitHostRequest

    init(_ parts: RegistrationParts) {
        let policies = parts.policies
        let courses = CourseRepository(database: parts.database)
        let offerings = OfferingRepository(database: parts.database)
        journal = parts.journal
        let requests = HostRequestRepository(database: parts.database)
        let packets = HostPacketRepository(database: parts.database)
        let mail = HostRequestMail(outbox: parts.mail)
        find = FindHostRequest(requests: requests)
        submit = SubmitHostRequest(courses: courses, policies: policies, requests: requests, packets: packets)
        approve = ApproveHostRequest(
            courses: courses, offerings: offerings, policies: policies, requests: requests, packets: packets, mail: mail
        )
        reject = RejectHostRequest(requests: requests, packets: packets, mail: mail)
        resubmit = ResubmitHostRequest(courses: courses, policies: policies, requests: requests, packets: packets)
    }

    var submission: Operation {
        Operation(
            "Request to host a class", access: .signedIn, body: .json(NewHostRequestDTO.self),
            answers: [.created(HostRequestDTO.self)], problems: Self.planProblems, idempotent: true
        ) { call in
            let new: NewHostRequestDTO = try call.decode()
            let command = SubmitHostRequest.Command(agency: new.agencyId, plan: new.plan, by: try call.signedIn())
            return try await journal.transact(call) { unit in
                let request = try await submit(command, at: call.now, in: unit)
                return try .created(
                    HostRequestDTO(request), location: "/v1/host-requests/\(request.id)", version: request.version)
            }
        }
    }

    var list: Operation {
        Operation(
            "List the host requests of one's own agencies, or for staff all of them", access: .signedIn,
            query: .paging, answers: [.page(of: HostRequestDTO.self)]
        ) { call in
            let limit = try call.limit()
            let requests = try await find.page(
                for: try call.signedIn(), after: try call.cursor()?.values(HostRequestID.self), limit: limit)
            return try .ok(Page(requests, limit: limit, item: HostRequestDTO.init, cursor: { Cursor($0.id) }))
        }
    }

    var one: Operation {
        Operation("Show a host request", access: .signedIn, answers: [.ok(HostRequestDTO.self)]) { call in
            let request = try await find(try call.path("id"), for: try call.signedIn())
            return try .ok(HostRequestDTO(request), version: request.version)
        }
    }

    var approval: Operation {
        Operation(
            "Approve a host request and publish its class", access: .staff,
            body: .json(ApprovalDTO.self, optional: true), answers: [.ok(ApprovedDTO.self)],
            problems: [.hostRequestStatus, .datesPassed] + PriceRoutes.problems, idempotent: true
        ) { call in
            let command = ApproveHostRequest.Command(
                request: try call.path("id"), match: call.versionMatch(),
                terms: try call.decode(ApprovalDTO.self).terms,
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let offering = try await approve(command, at: call.now, in: unit)
                return try .ok(ApprovedDTO(offeringId: offering.id))
            }
        }
    }

    var rejection: Operation {
        Operation(
            "Reject a host request with its reason", access: .staff, body: .json(ReasonDTO.self),
            answers: [.ok(HostRequestDTO.self)], problems: [.hostRequestStatus]
        ) { call in
            let command = RejectHostRequest.Command(
                request: try call.path("id"), match: call.versionMatch(),
                reason: try call.decode(ReasonDTO.self).reason,
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let request = try await reject(command, at: call.now, in: unit)
                return try .ok(HostRequestDTO(request), version: request.version)
            }
        }
    }

    var resubmission: Operation {
        Operation(
            "Submit a rejected host request again, with changes", access: .signedIn,
            body: .json(HostRequestChangeDTO.self, optional: true), answers: [.ok(HostRequestDTO.self)],
            problems: [.hostRequestStatus] + Self.planProblems
        ) { call in
            let change: HostRequestChangeDTO = try call.decode()
            let command = ResubmitHostRequest.Command(
                request: try call.path("id"), match: call.versionMatch(), agency: change.agencyId,
                revise: change.revised, by: try call.signedIn())
            return try await journal.transact(call) { unit in
                let request = try await resubmit(command, at: call.now, in: unit)
                return try .ok(HostRequestDTO(request), version: request.version)
            }
        }
    }

    /// The refusals of a plan.
    static let planProblems: [ProblemCode] = [.datesPassed, .datesOutOfOrder, .courseUnknown, .timeZoneUnknown]
}

extension ProblemCode {
    static let hostRequestStatus = ProblemCode(
        "hostRequestStatus", "The host request's status does not allow this step")
    static let documentUnfit = ProblemCode("documentUnfit", "The document's content does not match its type")
    static let packetFull = ProblemCode("packetFull", "The packet has the greatest number of documents")
}

extension HostRequestRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .offering(let rejection): rejection.problem
        case .notInStatus(let status): Problem(.hostRequestStatus, "The request is \(status.rawValue).")
        case .datesPassed(let day): Problem(.datesPassed, "\(day) is over at the venue.")
        case .tooManyDocuments(let maximum): Problem(.packetFull, "A packet has at most \(maximum) documents.")
        }
    }
}
