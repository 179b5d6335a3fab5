import AccountsDomain
import Primitives
import UseCases

/// A person with the standing of the united membership.
struct PersonView: Sendable {
    var person: Person
    var standing: Standing?
}

/// Finds persons with their membership (A7).
struct FindPerson: Sendable {
    let people: PersonRepository
    let policies: Policies

    /// Returns a person. The terms and holds of everybody merged into the person count (A5).
    ///
    /// - Throws: `NotFound`.
    func callAsFunction(_ id: PersonID, at now: Instant) async throws -> PersonView {
        Rule.keep(.A5, .A7)
        let united = try await people.united(with: id)
        guard let person = united.first(where: { $0.id == id }) else { throw NotFound() }
        return view(of: person, united: united, at: now)
    }

    /// Returns a page of persons, each with the membership of their own row, and one more if there is one.
    func page(matching text: String?, after: PersonID?, limit: Int, at now: Instant) async throws -> [PersonView] {
        try await people.list(matching: text, after: after, limit: limit).map { view(of: $0, united: [$0], at: now) }
    }

    private func view(of person: Person, united: [Person], at now: Instant) -> PersonView {
        PersonView(
            person: person,
            standing: Standing(
                terms: united.flatMap(\.terms), holds: united.flatMap(\.holds), order: person.order,
                on: policies.day(of: now)))
    }
}
