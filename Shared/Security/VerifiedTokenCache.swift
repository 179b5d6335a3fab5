/// Claims of verified tokens by the digest of their text, bounded by two generations: when the young one is full it
/// becomes the old one, and the old one goes. A token in use is copied forward, so what falls out is what nobody shows.
struct VerifiedTokenCache {
    struct Entry {
        let claims: TokenClaims
        let key: VerificationKey
    }

    private var young: [[UInt8]: Entry] = [:]
    private var old: [[UInt8]: Entry] = [:]
    private let generationLimit: Int

    init(limit: Int) {
        generationLimit = max(1, limit / 2)
    }

    var count: Int { young.count + old.count }

    mutating func entry(for digest: [UInt8]) -> Entry? {
        if let entry = young[digest] { return entry }
        guard let entry = old.removeValue(forKey: digest) else { return nil }
        insert(entry, for: digest)
        return entry
    }

    mutating func insert(_ entry: Entry, for digest: [UInt8]) {
        if young.count >= generationLimit {
            old = young
            young = [:]
        }
        young[digest] = entry
    }

    mutating func remove(_ digest: [UInt8]) {
        young[digest] = nil
        old[digest] = nil
    }

    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
