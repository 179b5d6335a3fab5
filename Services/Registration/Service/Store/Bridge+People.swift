import Postgres
import Primitives
import RegistrationDomain

// What other subjects call until they use `PersonRepository`.

extension RegistrationStore {
    var people: PersonRepository { PersonRepository(database: database) }

    func standings(of people: [PersonID], on day: Day, from source: any RowSource) async throws
        -> [PersonID: PersonStanding]
    {
        try await self.people.standings(of: people, on: day, from: source)
    }

    static var identities: Query { PersonRepository.identities }

    static func isRegistered(in offering: Query) -> Query { PersonRepository.isRegistered(in: offering) }

    func standingQuery(_ asked: [(person: PersonID, offering: OfferingID?)], on day: Day) -> Query {
        PersonRepository.standingStatement(
            of: asked.map { PersonRepository.Inquiry(person: $0.person, offering: $0.offering) }, on: day)
    }

    static func standings(_ rows: [Row]) throws -> [PersonStanding] { try PersonRepository.standings.all(rows) }

    func standing(of person: PersonID, on day: Day, from source: any RowSource) async throws -> PersonStanding {
        try await people.standing(of: person, on: day, from: source)
    }

    func person(withEmail email: String, from source: any RowSource) async throws -> PersonID? {
        try await people.person(withEmail: email, from: source)
    }

    func names(of people: [PersonID], from source: any RowSource) async throws -> [PersonID: PersonName] {
        try await self.people.names(of: people, from: source)
    }

    func erased(of people: [PersonID], from source: any RowSource) async throws -> Set<PersonID> {
        try await self.people.erased(among: people, from: source)
    }
}
