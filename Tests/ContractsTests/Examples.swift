import Contracts
import FoundationEssentials
import Primitives

/// One example of every event type: what golden files hold and fuzzing mutates.
enum Examples {
    private static func id<Entity>(_ number: UInt8) -> Identifier<Entity> {
        Identifier(UUID(uuid: (1, 0x95, 0x4F, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number)))
    }
    private static func day(_ text: String) -> Day { Day(text)! }
    private static func time(_ text: String) -> Instant { Instant(text)! }

    private static let agencyChange = AgencyChange(kind: .policeDepartment, state: "AL", country: "US")
    private static let assignmentChange = AssignmentChange(
        assignmentId: id(30), agencyId: id(30), position: .sro, from: day("2026-03-02"), to: day("2027-02-28"),
        verified: true)
    private static let membershipChange = MembershipChange(
        membershipId: id(17), type: "individual", validFrom: day("2026-03-02"), validTo: day("2027-02-28"),
        cause: .ratePaid, registrationId: id(76))
    private static let membershipHold = MembershipHold(
        membershipId: id(17), type: "individual", validFrom: day("2026-03-02"), validTo: day("2027-02-28"),
        cause: .ratePaid)
    private static let certificateChange = CertificateChange(
        personId: id(62), completionId: id(31), courseCode: "basic-sro", completedOn: day("2026-03-06"))
    private static let credentialChange = CredentialChange(
        personId: id(62), kind: .practitioner, awardedOn: day("2026-03-02"))
    private static let practitionerApplicationChange = PractitionerApplicationChange(
        personId: id(62), rulePack: "2026-01")
    private static let candidateChange = CandidateChange(
        personId: id(62), stage: .intern, outcome: .advance, offeringId: id(67), dueOn: day("2027-09-01"))
    private static let instructorApplicationChange = InstructorApplicationChange(personId: id(62))
    private static let instructorChange = InstructorChange(since: day("2026-03-02"))
    private static let allotmentChange = AllotmentChange(
        allotmentId: id(15), agencyId: id(30), seats: 4, expiresAt: time("2026-04-01T12:00:00.5Z"), capacity: 30,
        seatsTaken: 12)
    private static let completionChange = CompletionChange(
        personId: id(62), registrationId: id(76), offeringId: id(67), courseCode: "basic-sro", editionId: id(57),
        hours: 40, completedOn: day("2026-03-06"), imported: false)
    private static let courseContent = CourseContent(
        title: "Basic SRO", hours: 40,
        editions: [
            CourseEditionValue(
                id: id(57), name: "Basic 2016", from: day("2026-03-02"),
                sections: [CourseSectionValue(code: "offeringFull", title: "Basic SRO", minutes: 90)])
        ])
    private static let hostRequestChange = HostRequestChange(
        agencyId: id(30), courseCode: "basic-sro", offeringId: id(67))
    private static let offeringChange = OfferingChange(
        courseCode: "basic-sro", editionId: id(57), kind: .class, status: "confirmed", agencyId: id(30),
        leadInstructorId: id(62), startsOn: day("2026-03-02"), endsOn: day("2026-03-06"), timeZone: "America/Chicago",
        country: "US", state: "AL", capacity: 30, seatsTaken: 12)
    private static let paymentChange = PaymentChange(
        registrationId: id(76), personId: id(62), offeringId: id(67), rateCategory: .nonMember, amount: 495_00,
        total: 495_00, fullyPaid: true, fullyRefunded: false)
    private static let seatChange = SeatChange(
        registrationId: id(76), personId: id(62), toPersonId: id(62), kind: .regular, status: "confirmed",
        rateCategory: .nonMember, total: 495_00, currency: "USD", capacity: 30, seatsTaken: 12, cause: "registered")

    static let all: [any EventType] = accounts + registration + certification + instructorQualification

    private static let accounts: [any EventType] = [
        AgencyAdded(agencyChange),
        AgencyChanged(agencyChange),
        AssignmentAdded(assignmentChange),
        AssignmentChanged(assignmentChange),
        AssignmentVerified(assignmentChange),
        AssignmentEnded(assignmentChange),
        MembershipGranted(membershipChange),
        MembershipRenewed(membershipChange),
        MembershipRevoked(membershipChange),
        MembershipHoldPlaced(membershipHold),
        MembershipHoldLifted(membershipHold),
        PersonJoined(kind: .registrant),
        PersonRolesChanged(roles: ["member"], coordinatorOf: [id(30)]),
        PersonMerged(into: id(62)),
        PersonUnmerged(from: id(62)),
        PersonErased(),
        AgencyState(agencyChange),
        SigningKeyRecord(
            jwk: [
                "alg": "EdDSA", "crv": "Ed25519", "kid": "k1", "kty": "OKP", "use": "sig",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            ], notBefore: time("2026-03-01T00:00:00Z"), notAfter: time("2026-06-01T00:00:00Z")),
        RevocationRecord(before: time("2026-03-01T00:00:00Z"), expiresAt: time("2026-04-01T12:00:00.5Z")),
        PersonState(
            kind: .registrant, roles: ["member"], coordinatorOf: [id(30)], mergedInto: id(62),
            memberships: [MembershipPeriod(from: day("2026-03-02"), to: day("2027-02-28"), type: "individual")],
            holds: [HoldPeriod(from: day("2026-03-02"), to: day("2027-02-28"))],
            assignments: [
                AssignmentPeriod(
                    id: id(30), agencyId: id(30), position: .sro, from: day("2026-03-02"), to: day("2027-02-28"),
                    verified: true)
            ]),
        ProfileState(
            givenName: "Zoë", familyName: "Nguyễn", email: "zoe@example.org", locale: "en-US", homeState: "AL",
            instructorCertification: InstructorCertification(number: "CPI-1042", state: "AL", since: day("2026-03-02")),
            degree: "Associate of Applied Science"),
    ]

    private static let registration: [any EventType] = [
        SeatAllotted(allotmentChange),
        SeatAllotmentEnded(allotmentChange),
        SeatRefused(personId: id(62), kind: .regular, requestedBy: id(54), code: "offeringFull"),
        AttendanceRecorded(date: day("2026-03-02"), registrationIds: [id(76)]),
        RetakeInvited(lastCompletedOn: day("2022-05-20")),
        EvaluationCompleted(personId: id(62), offeringId: id(67)),
        EvaluationAboutInstructor(instructorId: id(62), answers: 5, average: 4.4),
        CompletionRecorded(completionChange),
        CompletionVoided(completionChange),
        CourseChanged(courseContent),
        HostRequestSubmitted(hostRequestChange),
        HostRequestApproved(hostRequestChange),
        HostRequestRejected(hostRequestChange),
        OfferingPublished(offeringChange),
        OfferingChanged(offeringChange),
        OfferingCancelled(offeringChange),
        PaymentSettled(paymentChange),
        PaymentRefunded(paymentChange),
        PaymentDisputed(paymentChange),
        SeatTaken(seatChange),
        SeatOffered(seatChange),
        SeatConfirmed(seatChange),
        SeatReleased(seatChange),
        SeatTransferred(seatChange),
        SeatWaitlisted(seatChange),
        CompletionState(completionChange, CompletionStanding(voided: false, evaluated: true)),
        CourseState(courseContent),
        OfferingState(offeringChange, OfferingQueue(waitlistLength: 0)),
    ]

    private static let certification: [any EventType] = [
        CertificateIssued(certificateChange),
        CertificateSuperseded(certificateChange),
        CertificateRevoked(certificateChange),
        CredentialAwarded(credentialChange),
        CredentialRevoked(credentialChange),
        PractitionerApplicationSubmitted(practitionerApplicationChange),
        PractitionerApplicationMoreInfoAsked(practitionerApplicationChange),
        PractitionerApplicationApproved(practitionerApplicationChange),
        PractitionerApplicationDeclined(practitionerApplicationChange),
        PractitionerApplicationWithdrawn(practitionerApplicationChange),
        CertificateState(personId: id(62), completionId: id(31), status: "confirmed"),
        CredentialState(
            personId: id(62), kind: .practitioner, awardedOn: day("2026-03-02"), revokedOn: day("2026-03-02")),
    ]

    private static let instructorQualification: [any EventType] = [
        CandidateStaged(candidateChange),
        CandidateAssigned(candidateChange),
        CandidateUnassigned(candidateChange),
        CandidateAuditRequested(candidateChange),
        CandidateEvaluated(candidateChange),
        CandidateSuspended(candidateChange),
        CandidateResumed(candidateChange),
        CandidateExtended(candidateChange),
        CandidateRemoved(candidateChange),
        CandidateExpiring(candidateChange),
        InstructorApplicationSubmitted(instructorApplicationChange),
        InstructorApplicationAccepted(instructorApplicationChange),
        InstructorApplicationDeclined(instructorApplicationChange),
        InstructorQualified(instructorChange),
        InstructorInactivated(instructorChange),
        InstructorReinstated(instructorChange),
        CandidateState(personId: id(62), stage: .intern, dueOn: day("2027-09-01"), suspended: false),
        InstructorState(since: day("2026-03-02"), active: true),
    ]
}
