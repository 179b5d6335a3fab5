import Contracts
import Primitives
import Testing

@Suite struct KeyTests {
    @Test func `a key and its text are the same`() {
        let id = OfferingID.new()
        #expect(OfferingID(id.description) == id)
        #expect(CourseCode("basic-sro")?.description == "basic-sro")
        #expect(SigningKeyID("key:k1") == SigningKeyID(kid: "k1"))
        #expect(SigningKeyID(kid: "k1").description == "key:k1")
        #expect(RevocationID("revoked:t1") == RevocationID(subject: "t1"))
        #expect(RevocationID(subject: "t1").description == "revoked:t1")
    }

    @Test func `a malformed key is none`() {
        #expect(OfferingID("basic-sro") == nil)
        #expect(CourseCode("Basic SRO") == nil)
        #expect(SigningKeyID("revoked:t1") == nil)
        #expect(RevocationID("key:k1") == nil)
    }
}
