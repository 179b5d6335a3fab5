import CertificationDomain
import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Postgres
import Primitives
import ServiceKit
import Web

extension CertificationAPI {
    var credentialEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/credentials", "A person's credentials, by status only", access: .anyone,
                query: .paging + [.query("personId", .uuid, required: true)],
                answers: [.page(of: CredentialDTO.schema)]
            ) { [practitioners] call in
                guard let person: PersonID = try call.query("personId") else { throw Problem.notFound }
                let limit = try call.limit()
                let after = try call.cursor()?.values(Day.self, CredentialID.self)
                let found = try await practitioners.credentials(of: person, after: after, limit: limit)
                return try .ok(Page(found, limit: limit, item: CredentialDTO.init) { Cursor($0.awardedOn, $0.id) })
            },
            Endpoint(
                .post, "/v1/credentials/{id}/revocation", "Revoke a credential", access: .staff,
                body: .json(ReasonDTO.schema), answers: [.ok(CredentialDTO.schema)], problems: [.credentialRevoked],
                idempotent: true, handler: revokeCredential),
        ]
    }

    @Sendable private func revokeCredential(_ call: Call) async throws -> Response {
        let id: CredentialID = try call.path("id")
        let reason = try call.decode(ReasonDTO.self).reason
        let day = today(call)
        return try await context.journal.transact(call) { [practitioners] unit in
            guard let credential = try await practitioners.lockedCredential(id, in: unit.sql) else {
                throw Problem.notFound
            }
            try call.requireMatch(credential.version)
            guard credential.revokedOn == nil else { throw Problem(.credentialRevoked) }
            try await practitioners.revoke(credential, on: day, reason: reason, at: call.now, in: unit)
            guard let revoked = try await practitioners.lockedCredential(id, in: unit.sql) else {
                throw Problem.notFound
            }
            return try .ok(CredentialDTO(revoked), version: revoked.version)
        }
    }

    var approvedCourseEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/approved-courses", "Other providers' courses that are accepted", access: .anyone,
                query: .paging, answers: [.page(of: ApprovedCourseDTO.schema)]
            ) { [practitioners] call in
                let limit = try call.limit()
                let after = try call.cursor()?.values(String.self, EventID.self)
                let found = try await practitioners.approvedCourses(
                    from: practitioners.database, after: after, limit: limit)
                return try .ok(
                    Page(found, limit: limit, item: ApprovedCourseDTO.init) { Cursor($0.course.title, $0.id) })
            },
            Endpoint(
                .post, "/v1/approved-courses", "Accept another provider's course", access: .staff,
                body: .json(ApprovedCourseRequest.schema), answers: [.created(ApprovedCourseDTO.schema)],
                problems: [.datesReversed], idempotent: true, handler: approve),
        ]
    }

    @Sendable private func approve(_ call: Call) async throws -> Response {
        let request = try call.decode(ApprovedCourseRequest.self)
        if let to = request.validTo, to < request.validFrom {
            throw Problem(.datesReversed, "validTo is before validFrom.")
        }
        let course = ApprovedCourse(
            title: request.title, provider: request.provider, serves: request.serves, minutes: minutes(request.hours),
            validFrom: request.validFrom, validTo: request.validTo)
        return try await context.journal.transact(call) { [practitioners] unit in
            let id = try await practitioners.add(course, in: unit.sql)
            return try .created(
                ApprovedCourseDTO(.init(id: id, course: course, version: 1)), location: "/v1/approved-courses",
                version: 1)
        }
    }
}
