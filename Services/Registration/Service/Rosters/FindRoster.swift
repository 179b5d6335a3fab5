import Primitives
import RegistrationDomain
import UseCases

/// What is known of a person by name.
enum ProfileStatus: String, Codable, CaseIterable, Sendable {
    case known
    /// The person has just signed up, and the profile has not come from accounts yet.
    case pending
    case erased
}

/// A person of a roster or a waitlist (D8).
struct SeatHolder: Sendable {
    var record: RegistrationRecord
    var profile: ProfileStatus
    /// Nil until the person's profile has come, and after erasure.
    var name: PersonName?
    /// The place in the waitlist.
    var position: Int?
    /// The completion that is not voided.
    var completion: CompletionID?

    /// The family name on paper and in tables, where an empty field would look like a mistake.
    var shownFamilyName: String { name?.family ?? "(name \(profile.rawValue))" }
}

/// Finds the persons of a class, for its lead instructor, its host and staff (D8).
struct FindRoster: Sendable {
    let offerings: OfferingRepository
    let people: PersonRepository
    let registrations: RegistrationRepository
    let access: OfferingAccess
    let completions: CompletionRepository

    /// Returns a class with the persons who have a seat or wait for one, the latter in the waitlist's order.
    ///
    /// - Throws: `NotFound` for an unknown class, `Forbidden`.
    func callAsFunction(_ id: OfferingID, for principal: Principal) async throws -> (Offering, [SeatHolder]) {
        Rule.keep(.D8)
        let database = registrations.database
        guard let offering = try await offerings.find(id) else { throw NotFound() }
        try await access.require(principal, for: offering, reading: true, from: database)
        return (offering, try await holders(in: id))
    }

    private func holders(in offering: OfferingID) async throws -> [SeatHolder] {
        let database = registrations.database
        let records = try await registrations.active(in: offering, from: database)
        let holders = records.map(\.registration.person)
        let names = try await people.names(of: holders, from: database)
        let nameless = holders.filter { names[$0] == nil }
        let erased = nameless.isEmpty ? [] : try await people.erased(among: nameless, from: database)
        let completed = try await completions.ids(of: records.map(\.registration.id), from: database)
        var position = 0
        return records.map { record in
            let registration = record.registration
            let name = names[registration.person]
            let isWaiting = registration.status == .waitlisted
            if isWaiting { position += 1 }
            return SeatHolder(
                record: record,
                profile: name != nil ? .known : erased.contains(registration.person) ? .erased : .pending,
                name: name, position: isWaiting ? position : nil, completion: completed[registration.id])
        }
    }
}
