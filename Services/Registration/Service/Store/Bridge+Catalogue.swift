import Postgres
import Primitives
import RegistrationDomain

// What other subjects call until they use the repositories of the catalogue.

extension RegistrationStore {
    var catalogue: CourseRepository { CourseRepository(database: database) }

    func courses(from source: any RowSource) async throws -> [Course] { try await catalogue.list(from: source) }

    func course(_ code: CourseCode, from source: any RowSource) async throws -> Course? {
        try await catalogue.find(code, from: source)
    }
}
