import CertificationDomain
import Primitives
import Testing

/// F2, F4: the steps of a certificate.
@Suite struct CertificateStepTests {
    private static func certificate(_ status: CertificateStatus = .valid, imported: Bool = false) -> Certificate {
        let completion = Completion(
            id: .new(), person: .new(), registration: .new(), offering: .new(), course: "basic-sro", edition: .new(),
            minutes: 2400, completedOn: day("2026-02-27"), imported: imported)
        var certificate = Certificate.register(as: .new(), of: completion, code: "CODE")
        certificate.status = status
        return certificate
    }

    private static let snapshot = CertificateSnapshot(
        personName: "Zoë Nguyễn", courseTitle: "Basic SRO", editionName: nil, minutes: 2400, startsOn: nil,
        completedOn: day("2026-02-27"))

    @Test(
        arguments: [
            (.valid, .done, nil), (.valid, .notRequired, nil), (.valid, .open, .evaluationRequired),
            (.superseded, .done, nil), (.superseded, .open, .evaluationRequired),
            (.revoked, .done, .notValid(.revoked)), (.revoked, .open, .notValid(.revoked)),
        ] as [(CertificateStatus, EvaluationStanding, CertificateRejection?)])
    func `a download waits for the evaluation and ends with a revocation`(
        status: CertificateStatus, evaluation: EvaluationStanding, rejection: CertificateRejection?
    ) {
        #expect(status.downloadRejection(evaluation) == rejection)
    }

    @Test(
        arguments: [
            (false, true, false, .open), (false, true, true, .done), (false, false, false, .notRequired),
            (true, true, false, .notRequired), (true, false, true, .notRequired),
        ] as [(Bool, Bool, Bool, EvaluationStanding)])
    func `an evaluation is required after a registration that was not imported`(
        imported: Bool, registered: Bool, isCompleted: Bool, standing: EvaluationStanding
    ) {
        let registration = registered ? RegistrationID.new() : nil
        #expect(
            EvaluationStanding(imported: imported, registration: registration, isCompleted: isCompleted) == standing)
    }

    @Test func `a document is issued once, and that of an imported completion on demand`() {
        var certificate = Self.certificate()
        #expect(certificate.isIssuedAtOnce && !Self.certificate(imported: true).isIssuedAtOnce)
        let first = certificate.issue(Self.snapshot, at: Instant(secondsSince1970: 1))
        let issued = certificate
        var other = Self.snapshot
        other.personName = "Zoë Ortiz"
        let second = certificate.issue(other, at: Instant(secondsSince1970: 2))
        #expect(first && !second && certificate == issued)
    }

    @Test(arguments: CertificateStatus.allCases)
    func `only a valid certificate is superseded or revoked`(status: CertificateStatus) throws {
        var certificate = Self.certificate(status)
        var chain = CertificateChain([certificate])
        guard status == .valid else {
            #expect(throws: CertificateRejection.notValid(status)) {
                _ = try certificate.supersede(by: .new(), code: "NEW", because: "Married.")
            }
            #expect(throws: CertificateRejection.notValid(status)) {
                _ = try chain.revoke(certificate, because: "Fraud.")
            }
            return
        }
        let revoked = try chain.revoke(certificate, because: "Fraud.")
        #expect(revoked.map(\.status) == [.revoked] && revoked.map(\.statusReason) == ["Fraud."])
        let new = try certificate.supersede(by: .new(), code: "NEW", because: "Married.")
        #expect(certificate.status == .superseded && certificate.statusReason == "Married.")
        #expect(new.supersedes == certificate.id && new.code == "NEW" && new.status == .valid)
        #expect(new.completion == certificate.completion && new.issue == nil && new.version == 1)
    }

    @Test func `a revocation includes what was superseded, and leaves out what is revoked already`() throws {
        let (old, gone, valid) = (Self.certificate(.superseded), Self.certificate(.revoked), Self.certificate())
        var chain = CertificateChain([old, gone, valid])
        let revoked = try chain.revoke(valid, because: "Fraud.")
        #expect(revoked.map(\.id) == [old.id, valid.id])
        #expect(chain.certificates.allSatisfy { $0.status == .revoked })
        let again = chain.revokeAll(because: "Void.")
        #expect(again.isEmpty)
    }

    @Test(
        arguments: [("Zoë", "Nguyễn", "Zoë Nguyễn"), (nil, "Nguyễn", "Nguyễn"), ("Zoë", nil, "Zoë"), (nil, nil, "")]
            as [(String?, String?, String)])
    func `a name has the parts that are known`(given: String?, family: String?, full: String) {
        #expect(PersonName(given: given, family: family).full == full)
    }
}
