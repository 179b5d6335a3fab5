import Contracts
import FoundationEssentials
import Primitives

/// A type of the catalogue with a payload of it.
struct Example {
    let type: any CatalogueEntry
    let payload: any EventValue

    static func fact<Key, Payload>(_ type: EventType<Key, Payload>, _ payload: Payload) -> Example {
        Example(type: type, payload: payload)
    }

    static func state<Key, Payload>(_ type: StateType<Key, Payload>, _ payload: Payload) -> Example {
        Example(type: type, payload: payload)
    }
}

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

    static let all: [Example] = accounts + registration + certification + instructorQualification

    private static let accounts: [Example] = [
        .fact(.agencyAdded, agencyChange),
        .fact(.agencyChanged, agencyChange),
        .fact(.assignmentAdded, assignmentChange),
        .fact(.assignmentChanged, assignmentChange),
        .fact(.assignmentVerified, assignmentChange),
        .fact(.assignmentEnded, assignmentChange),
        .fact(.membershipGranted, membershipChange),
        .fact(.membershipRenewed, membershipChange),
        .fact(.membershipRevoked, membershipChange),
        .fact(.membershipHoldPlaced, membershipHold),
        .fact(.membershipHoldLifted, membershipHold),
        .fact(.personJoined, PersonKindChange(kind: .registrant)),
        .fact(.personRolesChanged, PersonRolesChange(roles: ["member"], coordinatorOf: [id(30)])),
        .fact(.personMerged, PersonMerge(into: id(62))),
        .fact(.personUnmerged, PersonUnmerge(from: id(62))),
        .fact(.personErased, PersonErasure()),
        .state(.agency, agencyChange),
        .state(
            .signingKey,
            SigningKeyRecord(
                jwk: [
                    "alg": "EdDSA", "crv": "Ed25519", "kid": "k1", "kty": "OKP", "use": "sig",
                    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                ], notBefore: time("2026-03-01T00:00:00Z"), notAfter: time("2026-06-01T00:00:00Z"))),
        .state(
            .revocation,
            RevocationRecord(before: time("2026-03-01T00:00:00Z"), expiresAt: time("2026-04-01T12:00:00.5Z"))),
        .state(
            .person,
            PersonState(
                kind: .registrant, roles: ["member"], coordinatorOf: [id(30)], mergedInto: id(62),
                memberships: [MembershipPeriod(from: day("2026-03-02"), to: day("2027-02-28"), type: "individual")],
                holds: [HoldPeriod(from: day("2026-03-02"), to: day("2027-02-28"))],
                assignments: [
                    AssignmentPeriod(
                        id: id(30), agencyId: id(30), position: .sro, from: day("2026-03-02"), to: day("2027-02-28"),
                        verified: true)
                ])),
        .state(
            .profile,
            ProfileState(
                givenName: "Zoë", familyName: "Nguyễn", email: "zoe@example.org", locale: "en-US", homeState: "AL",
                instructorCertification: InstructorCertification(
                    number: "CPI-1042", state: "AL", since: day("2026-03-02")),
                degree: "Associate of Applied Science")),
    ]

    private static let registration: [Example] = [
        .fact(.seatAllotted, allotmentChange),
        .fact(.seatAllotmentEnded, allotmentChange),
        .fact(.seatRefused, SeatRefusal(personId: id(62), kind: .regular, requestedBy: id(54), code: "offeringFull")),
        .fact(.attendanceRecorded, AttendanceList(date: day("2026-03-02"), registrationIds: [id(76)])),
        .fact(.retakeInvited, RetakeInvitation(lastCompletedOn: day("2022-05-20"))),
        .fact(.evaluationCompleted, CompletedEvaluation(personId: id(62), offeringId: id(67))),
        .fact(.evaluationAboutInstructor, InstructorRatings(instructorId: id(62), answers: 5, average: 4.4)),
        .fact(.completionRecorded, completionChange),
        .fact(.completionVoided, completionChange),
        .fact(.courseChanged, courseContent),
        .fact(.hostRequestSubmitted, hostRequestChange),
        .fact(.hostRequestApproved, hostRequestChange),
        .fact(.hostRequestRejected, hostRequestChange),
        .fact(.offeringPublished, offeringChange),
        .fact(.offeringChanged, offeringChange),
        .fact(.offeringCancelled, offeringChange),
        .fact(.paymentSettled, paymentChange),
        .fact(.paymentRefunded, paymentChange),
        .fact(.paymentDisputed, paymentChange),
        .fact(.seatTaken, seatChange),
        .fact(.seatOffered, seatChange),
        .fact(.seatConfirmed, seatChange),
        .fact(.seatReleased, seatChange),
        .fact(.seatTransferred, seatChange),
        .fact(.seatWaitlisted, seatChange),
        .state(.completion, CompletionState(completionChange, CompletionStanding(voided: false, evaluated: true))),
        .state(.course, courseContent),
        .state(.offering, OfferingState(offeringChange, OfferingQueue(waitlistLength: 0))),
    ]

    private static let certification: [Example] = [
        .fact(.certificateIssued, certificateChange),
        .fact(.certificateSuperseded, certificateChange),
        .fact(.certificateRevoked, certificateChange),
        .fact(.credentialAwarded, credentialChange),
        .fact(.credentialRevoked, credentialChange),
        .fact(.practitionerApplicationSubmitted, practitionerApplicationChange),
        .fact(.practitionerApplicationMoreInfoAsked, practitionerApplicationChange),
        .fact(.practitionerApplicationApproved, practitionerApplicationChange),
        .fact(.practitionerApplicationDeclined, practitionerApplicationChange),
        .fact(.practitionerApplicationWithdrawn, practitionerApplicationChange),
        .state(.certificate, CertificateState(personId: id(62), completionId: id(31), status: "confirmed")),
        .state(
            .credential,
            CredentialState(
                personId: id(62), kind: .practitioner, awardedOn: day("2026-03-02"), revokedOn: day("2026-03-02"))),
    ]

    private static let instructorQualification: [Example] = [
        .fact(.candidateStaged, candidateChange),
        .fact(.candidateAssigned, candidateChange),
        .fact(.candidateUnassigned, candidateChange),
        .fact(.candidateAuditRequested, candidateChange),
        .fact(.candidateEvaluated, candidateChange),
        .fact(.candidateSuspended, candidateChange),
        .fact(.candidateResumed, candidateChange),
        .fact(.candidateExtended, candidateChange),
        .fact(.candidateRemoved, candidateChange),
        .fact(.candidateExpiring, candidateChange),
        .fact(.instructorApplicationSubmitted, instructorApplicationChange),
        .fact(.instructorApplicationAccepted, instructorApplicationChange),
        .fact(.instructorApplicationDeclined, instructorApplicationChange),
        .fact(.instructorQualified, instructorChange),
        .fact(.instructorInactivated, instructorChange),
        .fact(.instructorReinstated, instructorChange),
        .state(
            .candidate, CandidateState(personId: id(62), stage: .intern, dueOn: day("2027-09-01"), suspended: false)),
        .state(.instructor, InstructorState(since: day("2026-03-02"), active: true)),
    ]
}
