import Security
import Testing

/// The lowest cost that libsodium accepts.
private let least = PasswordCost(memoryKiB: 8, passes: 1)

@Suite struct PasswordHasherTests {
    @Test func `a password is stored as argon2id with the standard cost and verified`() async throws {
        let hasher = PasswordHasher()
        defer { hasher.shutdown() }
        let hash = try await hasher.hash("correct horse battery staple")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try await hasher.verify("correct horse battery staple", against: hash))
        #expect(try await !hasher.verify("correct horse battery stable", against: hash))
        #expect(!hasher.needsRehash(hash))
    }

    @Test func `each hash has its own salt`() async throws {
        let hasher = PasswordHasher(cost: least)
        defer { hasher.shutdown() }
        let first = try await hasher.hash("same")
        let second = try await hasher.hash("same")
        #expect(first != second)
    }

    @Test func `a hash of lower cost or of another kind needs rehashing`() async throws {
        let weak = PasswordHasher(cost: least)
        let strong = PasswordHasher(cost: PasswordCost(memoryKiB: 64, passes: 2))
        defer {
            weak.shutdown()
            strong.shutdown()
        }
        let hash = try await weak.hash("password")
        #expect(!weak.needsRehash(hash))
        #expect(strong.needsRehash(hash))
        #expect(strong.needsRehash("$2b$12$abcdefghijklmnopqrstuv"))
        #expect(try await strong.verify("password", against: hash))
    }

    @Test(arguments: [nil, "", "$argon2id$", "plain", "$argon2i$v=19$x"])
    func `an unknown name and an invalid hash never match`(hash: String?) async throws {
        let hasher = PasswordHasher(cost: least)
        defer { hasher.shutdown() }
        #expect(try await !hasher.verify("anything", against: hash))
    }

    @Test func `passwords beyond the queue limit are refused before hashing`() async throws {
        let hasher = PasswordHasher(threads: 1, queueLimit: 4)
        defer { hasher.shutdown() }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    do {
                        _ = try await hasher.hash("flood")
                        return true
                    } catch {
                        #expect(error as? PasswordHasher.Failure == .busy)
                        return false
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
        #expect(hasher.waiting == 0)
        #expect(try await hasher.hash("later").isEmpty == false)
    }

    @Test func `a password beyond the length limit is refused`() async {
        let hasher = PasswordHasher(cost: least)
        defer { hasher.shutdown() }
        await #expect(throws: PasswordHasher.Failure.tooLong) {
            try await hasher.hash(String(repeating: "a", count: 1025))
        }
    }
}
