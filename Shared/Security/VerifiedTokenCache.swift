/// Claims of verified tokens by the keyed digest of their text, bounded by two generations: when the young one is full it
/// becomes the old one, and the old one goes. A token in use is copied forward, so what falls out is what nobody shows.
struct VerifiedTokenCache {
    final class Entry: Sendable {
        let claims: TokenClaims
        let key: VerificationKey

        init(claims: TokenClaims, key: VerificationKey) {
            self.claims = claims
            self.key = key
        }
    }

    private var young: [KeyedDigest: Entry] = [:]
    private var old: [KeyedDigest: Entry] = [:]
    private let generationLimit: Int

    init(limit: Int) {
        generationLimit = max(1, limit / 2)
    }

    var count: Int { young.count + old.count }

    mutating func entry(for digest: KeyedDigest) -> Entry? {
        if let entry = young[digest] { return entry }
        guard let entry = old.removeValue(forKey: digest) else { return nil }
        insert(entry, for: digest)
        return entry
    }

    mutating func insert(_ entry: Entry, for digest: KeyedDigest) {
        if young.count >= generationLimit {
            old = young
            young = [:]
        }
        young[digest] = entry
    }

    mutating func remove(_ digest: KeyedDigest) {
        young[digest] = nil
        old[digest] = nil
    }

    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
