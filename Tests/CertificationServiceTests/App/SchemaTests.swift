import TestSupport
import Testing

@testable import CertificationService

@Suite struct SchemaTests {
    @Test func `the migrations that a release froze are not edited`() throws {
        try ReleasedMigrations.check(.certification)
    }
}
