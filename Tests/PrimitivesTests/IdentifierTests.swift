import FoundationEssentials
import Primitives
import Testing

@Suite struct IdentifierTests {
    @Test func `a new id is a version 7 UUID that sorts by birth`() throws {
        var generator = SystemRandomNumberGenerator()
        let early = PersonID(.version7(at: Instant(secondsSince1970: 1000), using: &generator))
        let late = PersonID(.version7(at: Instant(secondsSince1970: 1001), using: &generator))
        #expect(early.description < late.description)
        #expect(Array(early.description)[14] == "7")
        #expect("89ab".contains(Array(early.description)[19]))
        #expect(PersonID(early.description) == early)
    }

    @Test func `money prints with two digits`() {
        #expect(Money(cents: -5).description == "-0.05")
        #expect(Money(cents: 123_450).description == "1234.50")
    }
}
