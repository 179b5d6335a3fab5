import TestSupport
import Testing

@testable import AccountsService

@Suite struct SchemaTests {
    @Test func `the migrations that a release froze are not edited`() throws {
        try ReleasedMigrations.check(.accounts)
    }
}
