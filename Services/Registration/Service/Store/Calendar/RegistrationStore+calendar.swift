import JSONTree
import Postgres
import Primitives
import RegistrationDomain

/// A class as it stands in people's own calendars (C6).
struct CalendarEntry: Sendable {
    var offering: Offering
    /// The version and the time of the last change of its plan.
    var planVersion: Int
    var planChangedAt: Instant
}

extension RegistrationStore {
    /// One page of the calendar by starting day, one class more than its limit (C5), as of one moment.
    ///
    /// The search itself brings versions alone; only classes that changed since they were last shown are read whole. One that
    /// changes between the two statements may no longer be what was searched for: then the page is read again, in one.
    func shown(_ search: CalendarSearch) async throws -> [ShownClass] {
        let rows = try await database.query(search.select("id, version")).prefix(search.limit + 1)
            .map { try $0.decode((OfferingID, Int).self) }
        var classes = shownClasses.known(rows.map { (id: $0.0, version: $0.1) })
        let missing = zip(rows, classes).compactMap { $1 == nil ? $0.0 : nil }
        if missing.isEmpty { return classes.compactMap(\.self) }
        let read = try await read("SELECT \(Self.offeringColumns) FROM offering WHERE id = ANY(\(missing))")
        let found = Dictionary(read.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (place, row) in rows.enumerated() where classes[place] == nil {
            guard let shown = found[row.0], shown.version == row.1 else {
                return try await Array(self.read(search.select(Self.offeringColumns)).prefix(search.limit + 1))
            }
            classes[place] = shown
        }
        return classes.compactMap(\.self)
    }

    private func read(_ query: Query) async throws -> [ShownClass] {
        let classes = try await database.query(query).map { row in
            let offering = try Self.offering(row)
            return ShownClass(
                id: offering.id, version: offering.version, startsOn: offering.startsOn,
                json: try JSON.encode(OfferingDTO(offering)))
        }
        shownClasses.keep(classes)
        return classes
    }

    /// A class with what its course says (C7), as of one moment.
    func detail(of id: OfferingID) async throws -> OfferingDetailDTO? {
        try await database.query(
            """
            SELECT \(Self.offeringColumns), equipment,
                (SELECT hours FROM course WHERE code = course_code),
                (SELECT audience_notice FROM course WHERE code = course_code),
                (SELECT name FROM course_edition e WHERE e.id = edition_id)
            FROM offering WHERE id = \(id)
            """
        ).first.map { row in
            OfferingDetailDTO(
                offering: OfferingDTO(try Self.offering(row)), hours: try row.value(at: 26),
                edition: try row.value(at: 28), audienceNotice: try row.value(at: 27), equipment: try row.value(at: 25))
        }
    }

    /// The first classes that fit, those called off behind the others.
    func entries(_ search: CalendarSearch) async throws -> [CalendarEntry] {
        var calledOff = search
        calledOff.status = .cancelled
        return try await database.batch(
            [search, calledOff].map { $0.select("\(Self.offeringColumns), plan_version, plan_changed_at") }
        ).joined().map { row in
            CalendarEntry(
                offering: try Self.offering(row), planVersion: try row.value(at: 25),
                planChangedAt: try row.value(at: 26))
        }
    }
}
