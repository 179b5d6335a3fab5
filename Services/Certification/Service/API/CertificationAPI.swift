import CertificationDomain
import Documents
import HTTP
import JSONSchema
import JSONTree
import Messaging
import PersonMerges
import Postgres
import Primitives
import ServiceKit

/// The routes of the certification service (`api.md`).
struct CertificationAPI: Sendable {
    let context: ServiceContext
    let certificates: CertificateStore
    let practitioners: PractitionerStore
    let rulePack: RulePack
    let zone: Zone

    var endpoints: [Endpoint] {
        certificateEndpoints + verificationEndpoints + progressEndpoints + applicationEndpoints + documentEndpoints
            + reviewEndpoints + credentialEndpoints + approvedCourseEndpoints
    }

    func today(_ call: Call) -> Day { zone.day(of: call.now) }
}

extension CertificationAPI {
    var certificateEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/me/certificates", "My certificates, newest first", access: .signedIn, query: .paging,
                answers: [.page(of: CertificateChartItem.schema)]
            ) { [certificates] call in
                let limit = try call.limit()
                let after = try call.cursor()?.values(Day.self, CertificateID.self)
                let items = try await certificates.chart(of: call.signedIn().personID, after: after, limit: limit)
                return try .ok(Page(items, limit: limit, item: { $0 }) { Cursor($0.completedOn, $0.certificateId) })
            },
            Endpoint(
                .get, "/v1/certificates/{id}.pdf", "A certificate's document", access: .signedIn, answers: [.pdf],
                problems: [.evaluationRequired, .certificateNotValid], rate: .heavy, handler: download),
            Endpoint(
                .post, "/v1/certificates/{id}/reissue", "Correct a certificate: a new one supersedes it",
                access: .staff, body: .json(ReasonDTO.schema), answers: [.created(CertificateDTO.schema)],
                problems: [.certificateNotValid], idempotent: true, handler: reissue),
            Endpoint(
                .post, "/v1/certificates/{id}/revocation", "Revoke a certificate, and those that it superseded",
                access: .staff,
                body: .json(ReasonDTO.schema), answers: [.ok(CertificateDTO.schema)], problems: [.certificateNotValid],
                idempotent: true, handler: revoke),
        ]
    }

    /// The owner's, once evaluated (F2, F4); staff sees any.
    @Sendable private func download(_ call: Call) async throws -> Response {
        let id: CertificateID = try call.path("id")
        let principal = try call.signedIn()
        guard let record = try await certificates.find(id) else { throw Problem.notFound }
        let own = try await PersonMerges.isSamePerson(
            principal.personID, record.personID, from: certificates.database)
        guard own || principal.readsAsStaff else { throw Problem.notFound }
        let standing = CertificateStanding(
            status: record.status, evaluation: own ? try await certificates.evaluation(of: record) : .notRequired)
        try standing.checkDownload()
        if !record.isIssued {
            try await context.journal.update(trace: call.trace) { [certificates] unit in
                try await certificates.issueOnDemand(id, at: call.now, in: unit)
            }
        }
        guard let pdf = try await certificates.pdf(of: id) else { throw Problem.notFound }
        return .bytes("application/pdf", pdf, fileName: "certificate-\(record.code).pdf")
    }

    @Sendable private func reissue(_ call: Call) async throws -> Response {
        let id: CertificateID = try call.path("id")
        let reason = try call.decode(ReasonDTO.self).reason
        return try await context.journal.transact(call) { [certificates] unit in
            let record = try await certificates.locked(id, in: unit.sql)
            try call.requireMatch(record.version)
            try CertificateStanding(status: record.status, evaluation: .notRequired).checkChange()
            let new = try await certificates.reissue(record, at: call.now, reason: reason, in: unit)
            let made = try await certificates.locked(new, in: unit.sql)
            return try .created(CertificateDTO(made), location: "/v1/certificates/\(new).pdf", version: made.version)
        }
    }

    @Sendable private func revoke(_ call: Call) async throws -> Response {
        let id: CertificateID = try call.path("id")
        let reason = try call.decode(ReasonDTO.self).reason
        return try await context.journal.transact(call) { [certificates] unit in
            let record = try await certificates.locked(id, in: unit.sql)
            try call.requireMatch(record.version)
            try CertificateStanding(status: record.status, evaluation: .notRequired).checkChange()
            try await certificates.revokeAll(completion: record.completionID, reason: reason, at: call.now, in: unit)
            let revoked = try await certificates.locked(id, in: unit.sql)
            return try .ok(CertificateDTO(revoked), version: revoked.version)
        }
    }
}
