/// Every event type of the suite, by the service that publishes it: what documents, tests and readers go through.
package enum Catalogue {
    /// What happened.
    package static func facts(of service: ServiceName) -> [any Fact.Type] {
        switch service {
        case .accounts:
            [
                AgencyAdded.self, AgencyChanged.self, AssignmentAdded.self, AssignmentChanged.self,
                AssignmentVerified.self, AssignmentEnded.self, MembershipGranted.self, MembershipRenewed.self,
                MembershipRevoked.self, MembershipHoldPlaced.self, MembershipHoldLifted.self, PersonJoined.self,
                PersonRolesChanged.self, PersonMerged.self, PersonUnmerged.self, PersonErased.self,
            ]
        case .registration:
            [
                SeatAllotted.self, SeatAllotmentEnded.self, SeatRefused.self, AttendanceRecorded.self,
                RetakeInvited.self, EvaluationCompleted.self, EvaluationAboutInstructor.self,
                CompletionRecorded.self, CompletionVoided.self, CourseChanged.self, HostRequestSubmitted.self,
                HostRequestApproved.self, HostRequestRejected.self, OfferingPublished.self, OfferingChanged.self,
                OfferingCancelled.self, PaymentSettled.self, PaymentRefunded.self, PaymentDisputed.self,
                SeatTaken.self, SeatOffered.self, SeatConfirmed.self, SeatReleased.self, SeatTransferred.self,
                SeatWaitlisted.self,
            ]
        case .certification:
            [
                CertificateIssued.self, CertificateSuperseded.self, CertificateRevoked.self, CredentialAwarded.self,
                CredentialRevoked.self, PractitionerApplicationSubmitted.self,
                PractitionerApplicationMoreInfoAsked.self, PractitionerApplicationApproved.self,
                PractitionerApplicationDeclined.self, PractitionerApplicationWithdrawn.self,
            ]
        case .instructorQualification:
            [
                CandidateStaged.self, CandidateAssigned.self, CandidateUnassigned.self, CandidateAuditRequested.self,
                CandidateEvaluated.self, CandidateSuspended.self, CandidateResumed.self, CandidateExtended.self,
                CandidateRemoved.self, CandidateExpiring.self, InstructorApplicationSubmitted.self,
                InstructorApplicationAccepted.self, InstructorApplicationDeclined.self, InstructorQualified.self,
                InstructorInactivated.self, InstructorReinstated.self,
            ]
        }
    }

    /// What is.
    package static func states(of service: ServiceName) -> [any StateRecord.Type] {
        switch service {
        case .accounts:
            [
                AgencyState.self, SigningKeyRecord.self, RevocationRecord.self, PersonState.self, ProfileState.self,
            ]
        case .registration:
            [
                CompletionState.self, CourseState.self, OfferingState.self,
            ]
        case .certification:
            [
                CertificateState.self, CredentialState.self,
            ]
        case .instructorQualification:
            [
                CandidateState.self, InstructorState.self,
            ]
        }
    }

    package static func types(of service: ServiceName) -> [any EventType.Type] {
        facts(of: service) + states(of: service)
    }

    package static let all = ServiceName.allCases.flatMap(types(of:))

    /// The type of that `ce_type`; nil for one that we do not know, which a reader passes over.
    package static func type(named name: String) -> (any EventType.Type)? {
        byName[name]
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.type, $0) })
}
