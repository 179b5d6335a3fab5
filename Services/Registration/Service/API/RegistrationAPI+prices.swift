import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// E1, E2: approved prices from a day on, of a course for the classes that are posted from then, and of one class.
extension RegistrationAPI {
    var priceEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/courses/{code}/prices", "A course's prices over time, and who approved them",
                access: .staff, answers: [.ok(PriceScheduleDTO.schema)]
            ) { call in
                let code: CourseCode = try call.path("code")
                guard let course = try await store.course(code, from: store.database) else { throw Problem.notFound }
                return try .ok(
                    PriceScheduleDTO(
                        course.prices, on: store.associationDay(call.now),
                        try await store.approvals(of: .course(code))), version: course.version)
            },
            Endpoint(
                "PUT", "/v1/courses/{code}/prices/{from}",
                "Approve a course's prices from a day on; the day is one at the association's seat", access: .staff,
                pathSchemas: ["from": .date], body: .json(PricesDTO.request),
                answers: [.ok(PriceScheduleDTO.schema)], problems: Self.priceProblems + [.datesPassed]
            ) { call in
                let wish = try call.decode(PricesDTO.self)
                let from: Day = try call.path("from")
                let code: CourseCode = try call.path("code")
                return try await transact(call) { unit in
                    guard var course = try await store.courses([code], locking: true, from: unit.sql).first else {
                        throw Problem.notFound
                    }
                    try call.requireMatch(course.version)
                    let today = store.associationDay(call.now)
                    let prices = try wish.approved()
                    try course.prices.approve(prices, from: from, on: today)
                    store.write(course.prices.folded(on: today), of: .course(code), in: unit)
                    try log(prices, from: from, of: .course(code), call, in: unit)
                    return try .ok(PriceScheduleDTO(course.prices, on: today), version: course.version + 1)
                }
            },
            Endpoint(
                "GET", "/v1/offerings/{id}/prices", "A class's prices over time, and who approved them",
                access: .staff, answers: [.ok(PriceScheduleDTO.schema)]
            ) { call in
                let offering = try await offering(call)
                let today = store.zones.day(of: call.now, in: offering.venue.timeZone)
                return try .ok(
                    PriceScheduleDTO(
                        offering.prices, on: today, try await store.approvals(of: .offering(offering.id))),
                    version: offering.version)
            },
            Endpoint(
                "PUT", "/v1/offerings/{id}/prices/{from}",
                "Approve a class's prices from a day on; the day is one at the venue", access: .staff,
                pathSchemas: ["from": .date], body: .json(PricesDTO.request),
                answers: [.ok(PriceScheduleDTO.schema)],
                problems: Self.priceProblems + [.datesPassed, .offeringCancelled]
            ) { call in
                let wish = try call.decode(PricesDTO.self)
                let from: Day = try call.path("from")
                return try await transact(call) { unit in
                    var offering = try await lockedOffering(call, in: unit)
                    try call.requireMatch(offering.version)
                    guard offering.status == .published else { throw Problem(.offeringCancelled) }
                    let today = store.zones.day(of: call.now, in: offering.venue.timeZone)
                    let prices = try wish.approved()
                    try offering.prices.approve(prices, from: from, on: today)
                    store.write(offering.prices.folded(on: today), of: .offering(offering.id), in: unit)
                    try log(prices, from: from, of: .offering(offering.id), call, in: unit)
                    return try .ok(PriceScheduleDTO(offering.prices, on: today), version: offering.version + 1)
                }
            },
        ]
    }

    static let priceProblems: [ProblemCode] = [.earlyBirdIncomplete, .pricesOutOfOrder]

    /// Prices at once, as a change of the course gives them; what is approved for later days stays.
    func approve(_ wish: PricesDTO, of course: inout Course, _ call: Call, in unit: UnitOfWork) throws {
        let today = store.associationDay(call.now)
        let prices = try wish.approved()
        course.prices.replace(with: prices, on: today)
        try log(prices, from: today, of: .course(course.code), call, in: unit)
    }

    /// The same for one class. Quotes that were made stay as they are.
    func approve(_ wish: PricesDTO, of offering: inout Offering, _ call: Call, in unit: UnitOfWork) throws {
        let today = store.zones.day(of: call.now, in: offering.venue.timeZone)
        let prices = try wish.approved()
        offering.prices.replace(with: prices, on: today)
        try log(prices, from: today, of: .offering(offering.id), call, in: unit)
    }

    private func log(
        _ prices: PriceList, from day: Day, of subject: PriceSubject, _ call: Call, in unit: UnitOfWork
    ) throws {
        let principal = try call.signedIn()
        store.log(
            PriceApproval(from: day, prices: prices, approvedBy: principal.personID, approvedAt: call.now),
            of: subject, in: unit)
    }
}
