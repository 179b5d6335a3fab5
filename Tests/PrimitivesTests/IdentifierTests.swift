import FoundationEssentials
import Primitives
import Testing

@Suite struct IdentifierTests {
    @Test func `a new id is a version 7 UUID that sorts by creation time`() throws {
        var generator = SystemRandomNumberGenerator()
        let early = PersonID(.version7(at: Instant(secondsSince1970: 1000), using: &generator))
        let late = PersonID(.version7(at: Instant(secondsSince1970: 1001), using: &generator))
        #expect(early.description < late.description)
        #expect(Array(early.description)[14] == "7")
        #expect("89ab".contains(Array(early.description)[19]))
        #expect(PersonID(early.description) == early)
    }

    @Test func `a UUID's text is Foundation's in lower case and is parsed in either case`() {
        for _ in 0..<200 {
            let uuid = UUID()
            #expect(uuid.text == uuid.uuidString.lowercased())
            #expect(UUID(text: uuid.text) == uuid)
            #expect(UUID(text: uuid.uuidString) == uuid)
        }
    }

    @Test(arguments: [
        "", "0190a1b2-0000-7000-8000-00000000000", "0190a1b2-0000-7000-8000-0000000000011",
        "0190a1b2x0000-7000-8000-000000000001", "0190a1b2-0000-7000-8000-00000000000g",
        "0190a1b200007000-8000-0000-0000000001", "0190a1b2-0000-7000-8000- +0000000001",
    ]) func `another form is not a UUID`(_ text: String) {
        #expect(UUID(text: text) == nil)
    }

    @Test func `an amount is printed with two decimals`() {
        #expect(Money(cents: -5).description == "-0.05")
        #expect(Money(cents: 123_450).description == "1234.50")
    }
}
