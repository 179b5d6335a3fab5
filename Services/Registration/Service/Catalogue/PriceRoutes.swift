import HTTP
import Idempotency
import JSONSchema
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Approved prices over time: of a course, for the classes that are published from a day on, and of one class (E1, E2).
struct PriceRoutes: Sendable {
    let journal: Journal
    let courses: CourseRepository
    let offerings: OfferingRepository
    let prices: PriceRepository
    let policies: Policies
    let approve: ApprovePrices

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        policies = parts.policies
        courses = CourseRepository(database: parts.database)
        offerings = OfferingRepository(database: parts.database)
        prices = PriceRepository(database: parts.database)
        approve = ApprovePrices(courses: courses, offerings: offerings, prices: prices, policies: policies)
    }

    var ofCourse: Operation {
        Operation(
            "Show a course's prices over time, with their approvals", access: .staff,
            answers: [.ok(PriceScheduleDTO.self)]
        ) { call in
            guard let course = try await courses.find(try call.path("code")) else { throw NotFound() }
            let approvals = try await prices.approvals(of: .course(course.code))
            return try .ok(
                PriceScheduleDTO(course.prices, on: policies.associationDay(call.now), approvals),
                version: course.version)
        }
    }

    var courseApproval: Operation {
        Operation(
            "Approve a course's prices from a day on, in the association's time zone", access: .staff,
            pathSchemas: ["from": .date], body: .json(NewPricesDTO.self), answers: [.ok(PriceScheduleDTO.self)],
            problems: Self.problems + [.datesPassed]
        ) { call in try await approve(.course(try call.path("code")), call) }
    }

    var ofOffering: Operation {
        Operation(
            "Show a class's prices over time, with their approvals", access: .staff,
            answers: [.ok(PriceScheduleDTO.self)]
        ) { call in
            guard let offering = try await offerings.find(try call.path("id")) else { throw NotFound() }
            let approvals = try await prices.approvals(of: .offering(offering.id))
            return try .ok(
                PriceScheduleDTO(offering.prices, on: policies.venueDay(call.now, of: offering), approvals),
                version: offering.version)
        }
    }

    var offeringApproval: Operation {
        Operation(
            "Approve a class's prices from a day on, at the venue", access: .staff, pathSchemas: ["from": .date],
            body: .json(NewPricesDTO.self), answers: [.ok(PriceScheduleDTO.self)],
            problems: Self.problems + [.datesPassed, .offeringCancelled]
        ) { call in try await approve(.offering(try call.path("id")), call) }
    }

    private func approve(_ subject: PriceSubject, _ call: Call) async throws -> Response {
        let proposal: NewPricesDTO = try call.decode()
        let command = ApprovePrices.Command(
            subject: subject, match: call.versionMatch(), from: try call.path("from"), prices: proposal.proposal,
            by: try call.signedIn().personID)
        return try await journal.transact(call) { unit in
            let approved = try await approve(command, at: call.now, in: unit)
            return try .ok(PriceScheduleDTO(approved.prices, on: approved.today), version: approved.version)
        }
    }

    /// The refusals of proposed prices.
    static let problems: [ProblemCode] = [.earlyBirdIncomplete, .pricesOutOfOrder]
}

extension ProblemCode {
    static let earlyBirdIncomplete = ProblemCode("earlyBirdIncomplete", "An early-bird price needs its last day")
    static let pricesOutOfOrder = ProblemCode("pricesOutOfOrder", "The member price is above the non-member price")
}

extension PriceRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .earlyBirdIncomplete: Problem(.earlyBirdIncomplete)
        case .memberAboveNonMember(let member, let other):
            Problem(.pricesOutOfOrder, "Members would pay \(member), others \(other).")
        case .dayOver(let day): Problem(.datesPassed, "\(day) is over.")
        }
    }
}
