package import Primitives

extension InstructorRules {
    /// Returns the judgement of each requirement on a day, in the order H1–H8. H5–H8 require that there is evidence;
    /// the reviewers decide whether it is sufficient (H10).
    package func evaluate(_ applicant: Applicant, _ evidence: Evidence, on day: Day) -> [RequirementEvaluation] {
        [
            memberAndPractitioner(applicant, on: day),
            positionAndYears(applicant, on: day),
            certifiedInstructor(applicant, evidence, on: day),
            trainingExperience(evidence),
            education(applicant, evidence),
            chiefLetter(evidence),
            video(evidence),
            policies(evidence),
        ]
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
        if unverified { reason += " Assignments that are not verified yet count." }
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
            return answer(false, "A certification as a police instructor is missing.")
        }
        guard let home = applicant.homeState else {
            return answer(
                false, "The home state, which must have issued the certification, is not given in the account.")
        }
        if home != held.state {
            return answer(false, "The certification is from \(held.state), but the home state is \(home).")
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
                code: .education, met: true, reason: "A document of the degree is attached.", source: .document)
        }
        return evidence.comparableExperience != nil
            ? RequirementEvaluation(
                code: .education, met: true, reason: "Comparable experience is described; a reviewer decides.",
                source: .reviewer)
            : RequirementEvaluation(
                code: .education, met: false, reason: "Neither a two-year degree nor comparable experience is given.",
                source: .document)
    }

    private func chiefLetter(_ evidence: Evidence) -> RequirementEvaluation {
        let met = evidence.documents.contains(.chiefLetter)
        return RequirementEvaluation(
            code: .chiefLetter, met: met,
            reason: met
                ? "The letter of the Chief or Sheriff is attached."
                : "A letter of the Chief or Sheriff about support and availability to travel is missing.",
            source: .document)
    }

    private func video(_ evidence: Evidence) -> RequirementEvaluation {
        let met = evidence.hasVideo
        return RequirementEvaluation(
            code: .video, met: met,
            reason: met
                ? "There is a video; a reviewer confirms that it runs \(videoMinutes) minutes."
                : "A video of at least \(videoMinutes) minutes of instructing adults is missing.",
            source: met ? .reviewer : .document)
    }

    private func policies(_ evidence: Evidence) -> RequirementEvaluation {
        let met = evidence.policiesVersionAccepted == policiesVersion
        return RequirementEvaluation(
            code: .policies, met: met,
            reason:
                "The Training Policies and Procedures \(policiesVersion) are \(met ? "accepted" : "not accepted yet").",
            source: .automatic)
    }
}
