import CertificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives

/// The table of practitioner applications; applications are read with their credits and documents (G10).
struct ApplicationRepository: Sendable {
    let database: PostgresClient

    private static let applications = Columns<PractitionerApplication>(
        """
        id, person_id, status, statement, rule_pack, submitted_on, submitted_evaluations, question, decided_by,
        decided_at, outcome_reason, decided_evaluations, created_at, version
        """
    ) { row in
        let (id, person, status): (ApplicationID, PersonID, ApplicationState) = (
            try row.next(), try row.next(), try row.next()
        )
        let (statement, rulePack): (String?, String?) = (try row.next(), try row.next())
        let (submittedOn, submitted): (Day?, JSON?) = (try row.next(), try row.next())
        var submission: PractitionerApplication.Submission?
        if let submittedOn, let submitted {
            submission = .init(on: submittedOn, evaluations: try StoredRequirement.evaluations(in: submitted))
        }
        let question: String? = try row.next()
        let (by, at): (PersonID?, Instant?) = (try row.next(), try row.next())
        let (reason, decided): (String?, JSON?) = (try row.next(), try row.next())
        var decision: PractitionerApplication.Decision?
        if let by, let at, let reason, let decided {
            decision = .init(
                by: by, at: at, reason: reason, evaluations: try StoredRequirement.evaluations(in: decided))
        }
        return PractitionerApplication(
            id: id, person: person, status: status, statement: statement, rulePack: rulePack, submission: submission,
            question: question, decision: decision, createdAt: try row.next(), version: try row.next())
    }

    func find(_ id: ApplicationID) async throws -> PractitionerApplication? {
        try await read(
            "SELECT \(Self.applications) FROM practitioner_application WHERE id = \(id)", id, from: database)
    }

    /// Locks the application until the transaction ends (W1). Its credits and documents are read after the lock is
    /// held.
    func lock(_ id: ApplicationID, in unit: UnitOfWork) async throws -> PractitionerApplication? {
        try await read(
            "SELECT \(Self.applications) FROM practitioner_application WHERE id = \(id) FOR UPDATE", id,
            from: unit.sql)
    }

    /// Returns the person's latest application that was not withdrawn, under any of their ids (A5).
    func latest(of person: PersonID) async throws -> PractitionerApplication? {
        let application = try await database.read(
            .first(
                Self.applications,
                """
                SELECT \(Self.applications) FROM practitioner_application
                WHERE person_id IN (SELECT people_of(\(person))) AND status <> 'withdrawn'
                ORDER BY created_at DESC, id DESC LIMIT 1
                """))
        guard let application else { return nil }
        return try await complete([application])[0]
    }

    /// Returns a page of applications in one state or, with nil, in any, the oldest first, and one more if there is
    /// one.
    func list(
        in state: ApplicationState?, after: (Instant, ApplicationID)?, limit: Int
    ) async throws -> [PractitionerApplication] {
        try await complete(
            try await database.read(
                .all(
                    Self.applications,
                    """
                    SELECT \(Self.applications) FROM practitioner_application
                    WHERE (\(state)::text IS NULL OR status = \(state))
                        AND (\(after?.0)::timestamptz IS NULL OR (created_at, id) > (\(after?.0), \(after?.1)))
                    ORDER BY created_at, id LIMIT \(limit + 1)
                    """)))
    }

    /// Inserts a draft.
    ///
    /// - Returns: false, without an effect, if the person has an open application.
    func insert(_ application: PractitionerApplication, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.execute(
            """
            INSERT INTO practitioner_application (id, person_id, status, statement, rule_pack, submitted_on,
                submitted_evaluations, question, decided_by, decided_at, outcome_reason, decided_evaluations,
                created_at, version)
            VALUES (\(application.id), \(application.person), \(application.status), \(application.statement),
                \(application.rulePack), \(application.submission?.on), \(try application.submittedEvaluations),
                \(application.question), \(application.decision?.by), \(application.decision?.at),
                \(application.decision?.reason), \(try application.decidedEvaluations), \(application.createdAt),
                \(application.version))
            ON CONFLICT (person_id) WHERE status IN ('draft', 'submitted', 'moreInfo') DO NOTHING
            """) == 1
    }

    /// Writes a locked application under its next version. Its credits and documents have repositories of their own.
    ///
    /// - Returns: the application as it is stored.
    func save(_ application: PractitionerApplication, in unit: UnitOfWork) throws -> PractitionerApplication {
        var saved = application
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE practitioner_application SET status = \(application.status), statement = \(application.statement),
                rule_pack = \(application.rulePack), submitted_on = \(application.submission?.on),
                submitted_evaluations = \(try application.submittedEvaluations), question = \(application.question),
                decided_by = \(application.decision?.by), decided_at = \(application.decision?.at),
                outcome_reason = \(application.decision?.reason),
                decided_evaluations = \(try application.decidedEvaluations), version = \(saved.version)
            WHERE id = \(application.id) AND version = \(application.version)
            """)
        return saved
    }

    private func read(
        _ query: Query, _ id: ApplicationID, from source: any RowSource
    ) async throws -> PractitionerApplication? {
        let (application, credits, documents) = try await source.read(
            Reading.first(Self.applications, query), CreditRepository.credits(of: [id]),
            DocumentRepository.documents(of: [id]))
        guard var application else { return nil }
        application.credits = credits[id, default: []]
        application.documents = documents[id, default: []]
        return application
    }

    /// Adds the credits and documents, read in one round trip.
    private func complete(_ applications: [PractitionerApplication]) async throws -> [PractitionerApplication] {
        let ids = applications.map(\.id)
        let (credits, documents) = try await database.read(
            CreditRepository.credits(of: ids), DocumentRepository.documents(of: ids))
        return applications.map { application in
            var application = application
            application.credits = credits[application.id, default: []]
            application.documents = documents[application.id, default: []]
            return application
        }
    }
}

/// The evaluation of a requirement in a `jsonb` column.
private struct StoredRequirement: Codable {
    var code: RequirementCode
    var met: Bool
    var have: String
    var need: String
    var reason: String

    static func evaluations(in json: JSON) throws -> [RequirementEvaluation] {
        try json.decoded([Self].self).map {
            RequirementEvaluation(code: $0.code, met: $0.met, have: $0.have, need: $0.need, reason: $0.reason)
        }
    }

    static func json(_ evaluations: [RequirementEvaluation]) throws -> JSON {
        try JSON.of(
            evaluations.map {
                Self(code: $0.code, met: $0.met, have: $0.have, need: $0.need, reason: $0.reason)
            })
    }
}

extension PractitionerApplication {
    fileprivate var submittedEvaluations: JSON? {
        get throws { try submission.map { try StoredRequirement.json($0.evaluations) } }
    }

    fileprivate var decidedEvaluations: JSON? {
        get throws { try decision.map { try StoredRequirement.json($0.evaluations) } }
    }
}

extension ApplicationState: PostgresCodable {}
