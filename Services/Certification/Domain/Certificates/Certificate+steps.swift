package import Primitives

extension Certificate {
    /// Registers the certificate of a completion (F4).
    ///
    /// - Parameter code: A verification code that no other certificate has.
    package static func register(as id: CertificateID, of completion: Completion, code: String) -> Certificate {
        Certificate(id: id, completion: completion, code: code)
    }

    /// Whether the document is issued with the registration. That of an imported completion is issued on demand.
    package var isIssuedAtOnce: Bool { !completion.imported }

    /// Issues the document; an issued document does not change (F4).
    ///
    /// - Returns: False if the document is issued already.
    @discardableResult
    package mutating func issue(_ snapshot: CertificateSnapshot, at instant: Instant) -> Bool {
        guard issue == nil else { return false }
        issue = Issue(at: instant, snapshot: snapshot)
        return true
    }

    /// Supersedes the certificate with a corrected one (F4).
    ///
    /// - Returns: The new certificate, whose document is not issued yet.
    /// - Throws: `notValid` unless the certificate is in force.
    package mutating func supersede(
        by id: CertificateID, code: String, because reason: String
    ) throws(CertificateRejection) -> Certificate {
        guard status == .valid else { throw .notValid(status) }
        status = .superseded
        statusReason = reason
        return Certificate(id: id, completion: completion, code: code, supersedes: self.id)
    }
}

/// The certificates of one completion: the one in force and those that it superseded (F4).
package struct CertificateChain: Hashable, Sendable {
    package var certificates: [Certificate]

    package init(_ certificates: [Certificate]) {
        self.certificates = certificates
    }

    /// Revokes a certificate together with those that it superseded.
    ///
    /// - Returns: The certificates that changed, in the order of the chain.
    /// - Throws: `notValid` unless the certificate is in force.
    package mutating func revoke(
        _ certificate: Certificate, because reason: String
    ) throws(CertificateRejection) -> [Certificate] {
        guard certificate.status == .valid else { throw .notValid(certificate.status) }
        return revokeAll(because: reason)
    }

    /// Revokes every certificate of the completion, also the superseded ones: none outlives a completion that is void.
    ///
    /// - Returns: The certificates that changed, in the order of the chain.
    package mutating func revokeAll(because reason: String) -> [Certificate] {
        var changed: [Certificate] = []
        for index in certificates.indices where certificates[index].status != .revoked {
            certificates[index].status = .revoked
            certificates[index].statusReason = reason
            changed.append(certificates[index])
        }
        return changed
    }
}
