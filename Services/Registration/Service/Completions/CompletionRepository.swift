import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The table of completions (F1).
struct CompletionRepository: Sendable {
    let database: PostgresClient

    private static let completions = Columns<Completion>(
        """
        c.id, c.person_id, c.registration_id, c.offering_id, c.course_code, c.edition_id, c.hours, c.completed_on,
        c.imported, c.offering_reference, c.recorded_by, c.recorded_at, c.rule_pack, c.voided_by, c.voided_at,
        c.void_reason, EXISTS (SELECT FROM evaluation e WHERE e.registration_id = c.registration_id), c.version
        """
    ) { row in
        let (id, person): (CompletionID, PersonID) = (try row.next(), try row.next())
        let (registration, offering): (RegistrationID?, OfferingID?) = (try row.next(), try row.next())
        let (course, edition): (CourseCode, EditionID) = (try row.next(), try row.next())
        let (hours, day): (Double, Day) = (try row.next(), try row.next())
        let (isImported, reference): (Bool, String?) = (try row.next(), try row.next())
        let recording = Completion.Recording(by: try row.next(), at: try row.next(), rulePack: try row.next())
        let (voidedBy, voidedAt): (PersonID?, Instant?) = (try row.next(), try row.next())
        let reason: String? = try row.next()
        var voiding: Completion.Voiding?
        if let voidedBy, let voidedAt {
            voiding = Completion.Voiding(by: voidedBy, at: voidedAt, reason: reason ?? "")
        }
        return Completion(
            id: id, person: person, registration: registration, offering: offering, course: course, edition: edition,
            hours: hours, completedOn: day, isImported: isImported, offeringReference: reference,
            recording: recording, voiding: voiding, isEvaluated: try row.next(), version: try row.next())
    }

    private static let candidates = Columns<CompletionCandidate>(
        """
        r.id, r.person_id, r.kind, r.status, (SELECT count(*) FROM attendance a WHERE a.registration_id = r.id),
        EXISTS (SELECT FROM completion c WHERE c.registration_id = r.id AND c.voided_at IS NULL),
        EXISTS (SELECT FROM evaluation e WHERE e.registration_id = r.id)
        """
    ) { row in
        CompletionCandidate(
            registration: try row.next(), person: try row.next(), kind: try row.next(), status: try row.next(),
            attendedDays: try row.next(), isCompleted: try row.next(), isEvaluated: try row.next())
    }

    private struct OfRegistration: Sendable {
        var registration: RegistrationID
        var completion: CompletionID
    }

    private static let ofRegistrations = Columns<OfRegistration>("registration_id, id") { row in
        OfRegistration(registration: try row.next(), completion: try row.next())
    }

    func find(_ id: CompletionID) async throws -> Completion? {
        try await database.read(
            .first(Self.completions, "SELECT \(Self.completions) FROM completion c WHERE c.id = \(id)"))
    }

    /// Locks the completion until the transaction ends (W1).
    func lock(_ id: CompletionID, in unit: UnitOfWork) async throws -> Completion? {
        try await lock("c.id = \(id)", in: unit)
    }

    /// Locks the completion of a registration that is not voided.
    func lock(of registration: RegistrationID, in unit: UnitOfWork) async throws -> Completion? {
        try await lock("c.registration_id = \(registration) AND c.voided_at IS NULL", in: unit)
    }

    private func lock(_ condition: Query, in unit: UnitOfWork) async throws -> Completion? {
        try await unit.sql.read(
            .first(
                Self.completions,
                "SELECT \(Self.completions) FROM completion c WHERE \(condition) FOR UPDATE OF c"))
    }

    /// Returns the completions that are not voided, by their registrations.
    func ids(
        of registrations: [RegistrationID], from source: any RowSource
    ) async throws -> [RegistrationID: CompletionID] {
        let found = try await source.read(
            .all(
                Self.ofRegistrations,
                """
                SELECT \(Self.ofRegistrations) FROM completion
                WHERE registration_id = ANY(\(registrations)) AND voided_at IS NULL
                """))
        return Dictionary(uniqueKeysWithValues: found.map { ($0.registration, $0.completion) })
    }

    /// Returns what decides about the completion of each registration of a locked offering, in the order of their ids.
    func candidates(in offering: OfferingID, from source: any RowSource) async throws -> [CompletionCandidate] {
        try await source.read(
            .all(
                Self.candidates,
                "SELECT \(Self.candidates) FROM registration r WHERE r.offering_id = \(offering) ORDER BY r.id"))
    }

    func insert(_ completion: Completion, in unit: UnitOfWork) {
        let (recording, voiding) = (completion.recording, completion.voiding)
        unit.sql.enqueue(
            """
            INSERT INTO completion (id, person_id, registration_id, offering_id, course_code, edition_id, hours,
                completed_on, imported, offering_reference, recorded_by, recorded_at, rule_pack, voided_by, voided_at,
                void_reason, version)
            VALUES (\(completion.id), \(completion.person), \(completion.registration), \(completion.offering),
                \(completion.course), \(completion.edition), \(completion.hours), \(completion.completedOn),
                \(completion.isImported), \(completion.offeringReference), \(recording.by), \(recording.at),
                \(recording.rulePack), \(voiding?.by), \(voiding?.at), \(voiding?.reason), \(completion.version))
            """)
    }

    /// Inserts the imported completions that are new: of a person, course and day for which no completion is recorded,
    /// or only voided ones.
    ///
    /// - Returns: those that were inserted.
    func insertNew(_ completions: [Completion], in unit: UnitOfWork) async throws -> [Completion] {
        guard !completions.isEmpty else { return [] }
        let inserted = try await unit.sql.read(
            .all(
                CompletionID.self,
                """
                INSERT INTO completion (id, person_id, course_code, edition_id, hours, completed_on, imported,
                    offering_reference, recorded_by, recorded_at)
                SELECT new.id, new.person, new.course, new.edition, new.hours, new.day, true, new.reference, new.by,
                    new.at
                FROM unnest(\(completions.map(\.id)), \(completions.map(\.person)), \(completions.map(\.course)),
                    \(completions.map(\.edition)), \(completions.map(\.hours)), \(completions.map(\.completedOn)),
                    \(completions.map(\.offeringReference)), \(completions.map(\.recording.by)),
                    \(completions.map(\.recording.at)))
                    AS new (id, person, course, edition, hours, day, reference, by, at)
                WHERE NOT EXISTS (SELECT FROM completion c WHERE c.person_id = new.person
                    AND c.course_code = new.course AND c.completed_on = new.day AND c.voided_at IS NULL)
                ON CONFLICT DO NOTHING RETURNING id
                """))
        let ids = Set(inserted)
        return completions.filter { ids.contains($0.id) }
    }

    /// Writes the voiding of a locked completion under its next version.
    ///
    /// - Returns: the completion as it is stored.
    func save(_ completion: Completion, in unit: UnitOfWork) -> Completion {
        var saved = completion
        saved.version += 1
        let voiding = completion.voiding
        unit.sql.enqueue(
            """
            UPDATE completion SET voided_by = \(voiding?.by), voided_at = \(voiding?.at),
                void_reason = \(voiding?.reason), version = \(saved.version)
            WHERE id = \(completion.id) AND version = \(completion.version)
            """)
        return saved
    }
}
