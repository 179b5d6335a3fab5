package import FoundationEssentials
package import Primitives

/// A refresh token of a sign-in, together with the access token that was issued beside it.
package struct RefreshToken: Hashable, Sendable {
    /// The sign-in, which all tokens that follow from it share.
    package var family: UUID
    package var personID: PersonID
    /// The id of the access token.
    package var tokenID: String
    package var tokenExpiresAt: Instant
    package var expiresAt: Instant
    package var isUsed: Bool

    package init(
        family: UUID, personID: PersonID, tokenID: String, tokenExpiresAt: Instant, expiresAt: Instant,
        isUsed: Bool = false
    ) {
        self.family = family
        self.personID = personID
        self.tokenID = tokenID
        self.tokenExpiresAt = tokenExpiresAt
        self.expiresAt = expiresAt
        self.isUsed = isUsed
    }

    package enum Rejection: Error, Hashable, Sendable {
        case expired
        /// Two parties have the token. The sign-in ends for both, as the legitimate one is not known.
        case reused
    }

    /// Uses the token, which is valid once.
    package mutating func use(at now: Instant) throws(Rejection) {
        guard now < expiresAt else { throw .expired }
        guard !isUsed else { throw .reused }
        isUsed = true
    }
}
