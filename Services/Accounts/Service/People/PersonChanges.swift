import AccountsDomain
import Messaging
import Primitives
import UseCases

/// The step that all changes of a person share: locks the person (W1), decides, applies, saves and publishes.
struct PersonChanges: Sendable {
    let people: PersonRepository
    let policies: Policies

    init(_ parts: AccountsParts) {
        people = PersonRepository(database: parts.database)
        policies = parts.policies
    }

    /// Changes a person by a command.
    ///
    /// - Parameter command: Makes the command from the locked person, and throws where that person may not be changed.
    /// - Returns: the person after the change.
    /// - Throws: `NotFound`, what `command` throws, `PersonRejection`.
    @discardableResult
    func callAsFunction(
        _ id: PersonID, at now: Instant, in unit: UnitOfWork, _ command: (Person) throws -> PersonCommand
    ) async throws -> Person {
        guard var person = try await people.lock(id, in: unit) else { throw NotFound() }
        let events = try person.decide(
            command(person), today: policies.day(of: now), policy: policies.policy(at: now))
        guard !events.isEmpty else { return person }
        for event in events {
            person.apply(event)
            unit.publish(event, of: person, at: now)
        }
        person = people.save(person, after: events, in: unit)
        unit.publishState(of: person, at: now)
        return person
    }
}
