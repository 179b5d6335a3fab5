import FoundationEssentials

/// The JWS compact form of a token (RFC 7515, RFC 7519), signed with Ed25519 only.
package enum JWT {
    /// The `typ` of an access token (RFC 9068).
    package static let accessToken = "at+jwt"

    /// The maximum size in bytes. A longer token is refused before it is parsed.
    package static let sizeLimit = 8192

    struct Header: Codable {
        let alg: String
        let kid: String?
        let typ: String?
        let crit: [String]?
    }

    /// Returns a signed token with the header `alg`, `kid`, `typ` and the claims as JSON.
    package static func sign(_ claims: some Encodable, with key: Ed25519Key, type: String = accessToken) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = Header(alg: "EdDSA", kid: key.kid, typ: type, crit: nil)
        guard let head = try? encoder.encode(header), let body = try? encoder.encode(claims) else {
            preconditionFailure("claims are plain values and can always be encoded")
        }
        let signed = "\(Base64URL.encode(Array(head))).\(Base64URL.encode(Array(body)))"
        return "\(signed).\(Base64URL.encode(key.sign(Array(signed.utf8))))"
    }

    /// The parts of a token before its signature and claims are verified.
    struct Parts {
        let header: Header
        let claims: [UInt8]
        let signedBytes: [UInt8]
        let signature: [UInt8]

        init(_ token: String) throws(JWTError) {
            let bytes = Array(token.utf8)
            guard bytes.count <= JWT.sizeLimit else { throw .malformed("longer than \(JWT.sizeLimit) bytes") }
            let pieces = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard pieces.count == 3 else { throw .malformed("not three parts") }
            guard let head = Base64URL.decode(pieces[0]), let claims = Base64URL.decode(pieces[1]),
                let signature = Base64URL.decode(pieces[2])
            else { throw .malformed("not base64url") }
            guard let header = try? JSONDecoder().decode(Header.self, from: Data(head)) else {
                throw .malformed("unreadable header")
            }
            self.header = header
            self.claims = claims
            self.signature = signature
            signedBytes = Array(bytes[..<pieces[1].endIndex])
        }
    }
}

/// The reason why a token is invalid. It is for our log; a caller learns only that the token is not valid.
package enum JWTError: Error, Hashable, Sendable {
    case malformed(String)
    /// The algorithm is not EdDSA, such as `none` or HS256.
    case algorithm(String)
    case noKeyID
    /// No key with this id is known at present. It may arrive later.
    case unknownKey(String)
    case keyNotInForce(String)
    case signature
    case type
    case issuer
    case audience
    case expired
    case notYetValid
    case revoked
}
