import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// F1: attendance by day, then completion; a completion recorded in error is voided.
extension RegistrationAPI {
    var attendanceEndpoints: [Endpoint] {
        [
            Endpoint(
                "PUT", "/v1/offerings/{id}/attendance", "A day's whole list of those present", access: .signedIn,
                body: .json(AttendanceDTO.schema, limit: 8 << 20), answers: [.ok(AttendanceDayDTO.schema)],
                problems: [.offeringCancelled, .notADayOfTheClass, .dayNotYet, .notAttending]
            ) { call in
                let list = try call.decode(AttendanceDTO.self)
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    let offering = try await lockedOffering(call, in: unit)
                    try await admit(principal, to: offering, in: unit)
                    if call.request.headers["If-Match"] != nil {
                        let days = try await store.attendance(of: offering.id, from: unit.sql)
                        try call.requireMatch(days.first { $0.date == list.date }?.version ?? 0)
                    }
                    let records = try await store.activeRegistrations(of: offering.id, from: unit.sql)
                    let attending = records.map(\.registration).filter(\.status.attends).map(\.id)
                    let present = try offering.recordAttendance(
                        on: list.date, present: list.present, attending: Set(attending),
                        at: store.moment(call.now, venueZone: offering.venue.timeZone))
                    let version = try await store.write(
                        present, on: list.date, of: offering.id, by: principal.personID, at: call.now, in: unit)
                    store.tellEvaluation(of: offering, at: call.now, in: unit)
                    return try .ok(
                        AttendanceDayDTO(date: list.date, present: present, version: version), version: version)
                }
            },
            Endpoint(
                "GET", "/v1/offerings/{id}/attendance", "The lists recorded so far", access: .signedIn,
                query: .paging, answers: [.page(of: AttendanceDayDTO.schema)]
            ) { call in
                let offering = try await offering(call)
                try await admit(try call.signedIn(), to: offering, hostReads: true)
                let days = try await store.attendance(of: offering.id, from: store.database)
                let after = try call.cursor()?.values(Day.self)
                return try .ok(
                    Page(
                        days.filter { day in after.map { day.date > $0 } ?? true }, limit: try call.limit(),
                        item: { $0 }, cursor: { Cursor($0.date) }))
            },
            Endpoint(
                "POST", "/v1/offerings/{id}/completions", "Record completions, of some or of all who qualify",
                access: .signedIn, body: .json(CompletionWishDTO.schema, limit: 8 << 20),
                answers: [.ok(CompletedDTO.schema)], problems: [.offeringCancelled, .offeringNotOver], idempotent: true
            ) { call in try await complete(call) },
            Endpoint(
                "POST", "/v1/completions/{id}/void", "Void a completion that was recorded in error", access: .staff,
                body: .json(ReasonDTO.schema), answers: [.ok(CompletionDTO.schema)], problems: [.alreadyVoided]
            ) { call in
                let reason = try call.decode(ReasonDTO.self).reason
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    guard
                        var completion = try await store.completion(
                            try call.path("id"), locking: true, from: unit.sql)
                    else { throw Problem.notFound }
                    try call.requireMatch(completion.version)
                    guard !completion.isVoided else { throw Problem(.alreadyVoided) }
                    store.void(completion, reason: reason, by: principal.personID, at: call.now, in: unit)
                    completion.isVoided = true
                    completion.voidReason = reason
                    completion.version += 1
                    return try .ok(CompletionDTO(completion), version: completion.version)
                }
            },
        ]
    }

    private func complete(_ call: Call) async throws -> Response {
        let wish = try call.decode(CompletionWishDTO.self)
        let principal = try call.signedIn()
        return try await transact(call) { unit in
            let offering = try await lockedOffering(call, in: unit)
            try await admit(principal, to: offering, in: unit)
            try offering.openCompletion(at: store.moment(call.now, venueZone: offering.venue.timeZone))
            let hours = try await store.course(offering.course, from: unit.sql)?.hours ?? 0
            let known = try await store.completionCandidates(of: offering.id, from: unit.sql)
            // «All» means everybody who sits in the class and has not completed it yet.
            let asked =
                wish.registrationIds
                ?? known.values.filter { $0.candidate.status.attends && !$0.candidate.isCompleted }
                .map(\.candidate.registration).sorted()
            var answer = CompletedDTO(completed: [], completions: [], refused: [])
            for id in asked {
                do throws(CompletionRejection) {
                    guard let (candidate, person, isEvaluated) = known[id] else { throw .notRegistered }
                    try offering.complete(candidate, under: store.policy(at: call.now))
                    let completion = CompletionRecord(
                        id: .new(), person: person, registration: id, offering: offering.id, course: offering.course,
                        edition: offering.edition, hours: hours, completedOn: offering.endsOn, isImported: false,
                        isEvaluated: isEvaluated)
                    store.add(completion, by: principal.personID, at: call.now, in: unit)
                    answer.completed.append(id)
                    answer.completions.append(.init(registrationId: id, completionId: completion.id))
                } catch {
                    let problem = error.problem
                    answer.refused.append(
                        .init(registrationId: id, code: problem.code, detail: problem.detail ?? problem.title))
                }
            }
            store.tellEvaluation(of: offering, at: call.now, in: unit)
            return try .ok(answer)
        }
    }
}
