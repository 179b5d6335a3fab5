import Contracts
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit

/// F2, F7: attendees evaluate the class and its instructors; from attendance on, and for ever.
extension RegistrationAPI {
    var evaluationEndpoints: [Endpoint] {
        [
            Endpoint(
                "PUT", "/v1/registrations/{id}/evaluation", "Evaluate the class", access: .signedIn,
                body: .json(EvaluationDTO.request), answers: [.ok(EvaluationDTO.schema)],
                problems: [.evaluationNotOpen, .notInstructors]
            ) { call in try await evaluate(call) },
            Endpoint(
                "GET", "/v1/registrations/{id}/evaluation", "One's own evaluation", access: .signedIn,
                answers: [.ok(EvaluationDTO.schema)]
            ) { call in
                let record = try await ownRegistration(call, from: store.database)
                guard
                    let evaluation = try await store.evaluation(of: record.registration.id, from: store.database)
                else { throw Problem.notFound }
                return try .ok(EvaluationDTO(evaluation), version: evaluation.version)
            },
            Endpoint(
                "GET", "/v1/offerings/{id}/evaluations", "The evaluations' averages, from five answers on",
                description: "Averages and comments go on in steps of five evaluations, given or corrected, so that "
                    + "nobody's own can be told from two of them; `answers` is the number at present.",
                access: .signedIn, answers: [.ok(EvaluationSummaryDTO.schema)]
            ) { call in
                let offering = try await offering(call)
                try await admit(try call.signedIn(), to: offering, hostReads: true)
                return try .ok(try await store.evaluationSummary(of: offering.id))
            },
        ]
    }

    private func evaluate(_ call: Call) async throws -> Response {
        let wish = try call.decode(EvaluationDTO.self)
        return try await transact(call) { unit in
            _ = try await ownRegistration(call, from: unit.sql)
            guard let (offering, record) = try await store.lock(registration: try call.path("id"), in: unit) else {
                throw Problem.notFound
            }
            let id = record.registration.id
            let known = try await store.evaluation(of: id, from: unit.sql)
            if let known { try call.requireMatch(known.version) }
            guard try await store.attendedDays(of: id, from: unit.sql) > 0 else {
                throw CompletionRejection.evaluationNotOpen
            }
            // One rating for each instructor: a later one of the same person counts.
            let ratings = Dictionary(
                (wish.instructors ?? []).map { ($0.personId, $0) }, uniquingKeysWith: { _, last in last })
            let before = Set((known?.ratings ?? []).map(\.person))
            try Offering.rate(
                ratings.keys.sorted(), teachers: try await store.teachers(of: offering, from: unit.sql).union(before))
            var evaluation = EvaluationRecord(
                registration: id, offering: offering.id, overall: wish.answers.overall, content: wish.answers.content,
                instructor: wish.answers.instructor, facility: wish.answers.facility, comment: wish.comment,
                ratings: ratings.values.sorted { $0.personId < $1.personId }
                    .map { .init(person: $0.personId, rating: $0.rating, comment: $0.comment) }, changedAt: call.now,
                version: 1)
            evaluation.version = try await store.write(evaluation, in: unit)
            if evaluation.version == 1 {
                unit.publish(
                    .evaluationCompleted,
                    CompletedEvaluation(personId: record.registration.person, offeringId: offering.id), of: id,
                    at: call.now)
                if var completion = try await store.completion(of: id, from: unit.sql) {
                    completion.isEvaluated = true
                    unit.setState(.completion, CompletionState(completion), of: completion.id, at: call.now)
                }
            }
            try await store.step(evaluation, after: known, at: call.now, in: unit)
            return try .ok(EvaluationDTO(evaluation), version: evaluation.version)
        }
    }

    /// The path's registration, for its person alone.
    private func ownRegistration(_ call: Call, from source: any RowSource) async throws -> RegistrationRecord {
        let principal = try call.signedIn()
        guard let record = try await store.registration(try call.path("id"), from: source) else {
            throw Problem.notFound
        }
        let standing = try await store.standing(of: principal.personID, on: record.registeredOn, from: source)
        guard standing.identities.contains(record.registration.person) else { throw Problem.notFound }
        return record
    }
}
