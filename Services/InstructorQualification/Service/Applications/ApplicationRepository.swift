import InstructorQualificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives

/// The tables of applications, with their reviews and interview (H1–H12).
struct ApplicationRepository: Sendable {
    let database: PostgresClient

    private static let applications = Columns<Application>(
        """
        id, person_id, status, certification, degree, comparable_experience, training_hours, policies_version,
        video_url, submitted_on, rule_pack, submitted_evaluations, decided_by, decided_at, outcome_reason,
        (SELECT candidate.id FROM candidate WHERE candidate.application_id = instructor_application.id) AS candidate_id,
        created_at, version
        """
    ) { row in
        let (id, applicant): (ApplicationID, PersonID) = (try row.next(), try row.next())
        let status: ApplicationStatus = try row.next()
        let evidence = Evidence(
            certification: try StoredCertification.certification(row.next()), degree: try row.next(),
            comparableExperience: try row.next(), trainingHours: try row.next(),
            policiesVersionAccepted: try row.next(), videoURL: try row.next())
        let (day, rulePack, evaluations): (Day?, String?, JSON?) = (try row.next(), try row.next(), try row.next())
        var submission: Application.Submission?
        if let day, let rulePack, let evaluations {
            submission = Application.Submission(
                day: day, rulePack: rulePack, evaluations: try StoredEvaluation.evaluations(evaluations))
        }
        let (by, at, reason): (PersonID?, Instant?, String?) = (try row.next(), try row.next(), try row.next())
        var decision: Application.Decision?
        if let by, let at, let reason { decision = Application.Decision(by: by, at: at, reason: reason) }
        return Application(
            id: id, applicant: applicant, status: status, evidence: evidence, submission: submission,
            decision: decision, candidate: try row.next(), createdAt: try row.next(), version: try row.next())
    }

    /// Returns the application with its documents, reviews and interview.
    func find(_ id: ApplicationID) async throws -> Application? {
        try await read("WHERE id = \(id)", from: database).first
    }

    /// Returns the person's open application, or else their latest.
    func latest(of person: PersonID) async throws -> Application? {
        try await read(
            "WHERE person_id IN (SELECT people_of(\(person))) ORDER BY created_at DESC, id DESC LIMIT 1",
            from: database
        ).first
    }

    /// Returns a page of applications by their time, of this person or, with nil, of all, and one more if there is one.
    func list(of person: PersonID?, after: (Instant, ApplicationID)?, limit: Int) async throws -> [Application] {
        var conditions: [Query] = ["true"]
        if let person { conditions.append("person_id IN (SELECT people_of(\(person)))") }
        if let after { conditions.append("(created_at, id) > (\(after.0), \(after.1))") }
        return try await read(
            "WHERE \(conditions.joined(separator: " AND ")) ORDER BY created_at, id LIMIT \(limit + 1)",
            from: database)
    }

    /// Locks the application until the transaction ends (W1). What belongs to it is read after the lock is held.
    func lock(_ id: ApplicationID, in unit: UnitOfWork) async throws -> Application? {
        try await read("WHERE id = \(id) FOR UPDATE", from: unit.sql).first
    }

    /// Inserts an application without reviews and interview.
    ///
    /// - Throws: `ApplicationRejection.alreadyOpen` while another application of the applicant is open.
    func insert(_ application: Application, in unit: UnitOfWork) async throws {
        let (evidence, submission) = (application.evidence, application.submission)
        do {
            try await unit.sql.execute(
                """
                INSERT INTO instructor_application (id, person_id, status, certification, degree,
                    comparable_experience, training_hours, policies_version, video_url, submitted_on, rule_pack,
                    submitted_evaluations, decided_by, decided_at, outcome_reason, created_at, version)
                VALUES (\(application.id), \(application.applicant), \(application.status),
                    \(try StoredCertification.json(evidence.certification)), \(evidence.degree),
                    \(evidence.comparableExperience), \(evidence.trainingHours), \(evidence.policiesVersionAccepted),
                    \(evidence.videoURL), \(submission?.day), \(submission?.rulePack),
                    \(try StoredEvaluation.json(submission?.evaluations)), \(application.decision?.by),
                    \(application.decision?.at), \(application.decision?.reason), \(application.createdAt),
                    \(application.version))
                """)
        } catch let error as PostgresError where error.constraint == "instructor_application_open" {
            throw ApplicationRejection.alreadyOpen
        }
    }

    /// Writes a locked application, its reviews and its interview under its next version.
    ///
    /// - Returns: the application as it is stored.
    func save(_ application: Application, in unit: UnitOfWork) throws -> Application {
        var saved = application
        saved.version += 1
        let (evidence, submission) = (application.evidence, application.submission)
        unit.sql.enqueue(
            """
            UPDATE instructor_application SET status = \(application.status),
                certification = \(try StoredCertification.json(evidence.certification)), degree = \(evidence.degree),
                comparable_experience = \(evidence.comparableExperience), training_hours = \(evidence.trainingHours),
                policies_version = \(evidence.policiesVersionAccepted), video_url = \(evidence.videoURL),
                submitted_on = \(submission?.day), rule_pack = \(submission?.rulePack),
                submitted_evaluations = \(try StoredEvaluation.json(submission?.evaluations)),
                decided_by = \(application.decision?.by), decided_at = \(application.decision?.at),
                outcome_reason = \(application.decision?.reason), version = \(saved.version)
            WHERE id = \(application.id) AND version = \(application.version)
            """)
        for review in application.reviews { save(review, of: application.id, in: unit) }
        if let interview = application.interview { save(interview, of: application.id, in: unit) }
        return saved
    }

    /// Reads the applications, and then in one round trip what belongs to them.
    private func read(_ condition: Query, from source: any RowSource) async throws -> [Application] {
        var applications = try await source.read(
            .all(
                Self.applications,
                "SELECT \(Self.applications) FROM instructor_application \(condition)"))
        guard !applications.isEmpty else { return [] }
        let parts = try await parts(of: applications.map(\.id), from: source)
        for index in applications.indices {
            let id = applications[index].id
            applications[index].applicantIDs = parts.applicantIDs[id] ?? []
            applications[index].evidence.documents = parts.documents[id] ?? []
            applications[index].reviews = parts.reviews[id] ?? []
            applications[index].interview = parts.interviews[id]
        }
        return applications
    }
}
