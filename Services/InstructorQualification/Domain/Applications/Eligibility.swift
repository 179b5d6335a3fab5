package import Primitives

/// The requirements of an instructor's application, by the ids of their rules.
package enum RequirementCode: String, Sendable, CaseIterable, Codable {
    case memberAndPractitioner = "H1"
    case positionAndYears = "H2"
    case certifiedInstructor = "H3"
    case trainingExperience = "H4"
    case education = "H5"
    case chiefLetter = "H6"
    case video = "H7"
    case policies = "H8"
}

/// One requirement judged on one day.
package struct RequirementEvaluation: Hashable, Sendable {
    /// Where the judgement comes from: the other services' events, a document, or a reviewer who still decides.
    package enum Source: String, Sendable, CaseIterable, Codable {
        case automatic
        case document
        case reviewer
    }

    package let code: RequirementCode
    package let met: Bool
    package let reason: String
    package let source: Source

    package init(code: RequirementCode, met: Bool, reason: String, source: Source) {
        self.code = code
        self.met = met
        self.reason = reason
        self.source = source
    }
}

extension InstructorRules {
    /// H1–H8 in order on a day. H5–H8 ask for evidence; whether it convinces is the reviewers' to say (H10).
    package func evaluate(_ applicant: Applicant, _ evidence: Evidence, on day: Day) -> [RequirementEvaluation] {
        [
            memberAndPractitioner(applicant, on: day),
            positionAndYears(applicant, on: day),
            certifiedInstructor(applicant, evidence, on: day),
            trainingExperience(evidence),
            education(applicant, evidence),
            RequirementEvaluation(
                code: .chiefLetter, met: evidence.documents.contains(.chiefLetter),
                reason: evidence.documents.contains(.chiefLetter)
                    ? "The letter of the Chief or Sheriff is there."
                    : "A letter of the Chief or Sheriff about support and availability to travel is missing.",
                source: .document),
            RequirementEvaluation(
                code: .video, met: evidence.hasVideo,
                reason: evidence.hasVideo
                    ? "A video is there; a reviewer confirms that it runs \(videoMinutes) minutes."
                    : "A video of at least \(videoMinutes) minutes of instructing adults is missing.",
                source: evidence.hasVideo ? .reviewer : .document),
            RequirementEvaluation(
                code: .policies, met: evidence.policiesVersionAccepted == policiesVersion,
                reason: evidence.policiesVersionAccepted == policiesVersion
                    ? "The Training Policies and Procedures \(policiesVersion) are accepted."
                    : "The Training Policies and Procedures \(policiesVersion) are not accepted yet.",
                source: .automatic),
        ]
    }

    /// What keeps an application from being submitted: every requirement that is not met, H1–H8.
    package func unmet(_ evaluations: [RequirementEvaluation]) -> [RequirementEvaluation] {
        evaluations.filter { !$0.met }
    }

    private func memberAndPractitioner(_ applicant: Applicant, on day: Day) -> RequirementEvaluation {
        let member = applicant.isMemberInGoodStanding(on: day)
        let reason =
            switch (member, applicant.isPractitioner) {
            case (true, true): "A member in good standing who holds the Practitioner credential."
            case (false, true): "Not a member in good standing on \(day)."
            case (true, false): "The Practitioner credential is missing."
            case (false, false):
                "Neither a member in good standing on \(day) nor holder of the Practitioner credential."
            }
        return RequirementEvaluation(
            code: .memberAndPractitioner, met: member && applicant.isPractitioner, reason: reason, source: .automatic)
    }

    private func positionAndYears(_ applicant: Applicant, on day: Day) -> RequirementEvaluation {
        let current = applicant.assignments.contains {
            currentPositions.contains($0.position) && $0.isCurrent(on: day)
        }
        let need = day.adding(years: -yearsAsSRO).days(until: day)
        let have = applicant.assignments.daysServed(as: [.sro], until: day)
        let unverified = applicant.assignments.contains { !$0.verified }
        var reason =
            current
            ? "Currently in a qualifying position"
            : "No current position as SRO, SRO supervisor or school administrator"
        reason += have >= need ? ", \(yearsAsSRO) years as an SRO." : ", \(have) of \(need) days as an SRO."
        if unverified { reason += " Assignments that are not verified yet are counted." }
        return RequirementEvaluation(
            code: .positionAndYears, met: current && have >= need, reason: reason, source: .automatic)
    }

    private func certifiedInstructor(
        _ applicant: Applicant, _ evidence: Evidence, on day: Day
    ) -> RequirementEvaluation {
        func answer(_ met: Bool, _ reason: String) -> RequirementEvaluation {
            RequirementEvaluation(code: .certifiedInstructor, met: met, reason: reason, source: .document)
        }
        guard let held = evidence.certification ?? applicant.certification else {
            return answer(false, "No certification as a police instructor is given.")
        }
        guard let home = applicant.homeState else {
            return answer(false, "The home state, in which the certification has to be, is not given in the account.")
        }
        if home != held.state {
            return answer(false, "The certification is of \(held.state), the home state is \(home).")
        }
        let reached = held.since.adding(years: yearsAsCertifiedInstructor)
        return reached <= day
            ? answer(true, "Certified police instructor in \(held.state) since \(held.since).")
            : answer(
                false, "Certified since \(held.since); \(yearsAsCertifiedInstructor) years are complete on \(reached).")
    }

    private func trainingExperience(_ evidence: Evidence) -> RequirementEvaluation {
        let hours = evidence.trainingHours ?? 0
        return RequirementEvaluation(
            code: .trainingExperience, met: hours >= trainingHours,
            reason: "\(hours) of \(trainingHours) hours of certified training experience are claimed.",
            source: .document)
    }

    private func education(_ applicant: Applicant, _ evidence: Evidence) -> RequirementEvaluation {
        if let degree = evidence.degree ?? applicant.degree {
            return RequirementEvaluation(
                code: .education, met: true, reason: "Degree: \(degree).", source: .document)
        }
        if evidence.documents.contains(.degree) {
            return RequirementEvaluation(
                code: .education, met: true, reason: "A document of the degree is there.", source: .document)
        }
        return evidence.comparableExperience != nil
            ? RequirementEvaluation(
                code: .education, met: true, reason: "Comparable experience is described; a reviewer decides.",
                source: .reviewer)
            : RequirementEvaluation(
                code: .education, met: false, reason: "Neither a two-year degree nor comparable experience is given.",
                source: .document)
    }
}
