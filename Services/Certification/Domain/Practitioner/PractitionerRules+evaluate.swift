package import Primitives

extension PractitionerRules {
    /// Judges the requirements G1–G10, in order, for an application of a date.
    ///
    /// - Parameter employedOn: The day of the decision, on which the employment counts (G2); nil for the date itself.
    package func evaluate(
        _ file: PractitionerFile, on date: Day, by standard: Standard, employedOn: Day? = nil
    ) -> [RequirementEvaluation] {
        let counted = standard == .verified ? file.assignments.filter(\.verified) : file.assignments
        let unverified =
            standard == .claimed && file.assignments.contains { !$0.verified }
            ? " Assignments that are not verified yet are counted." : ""
        let basic = basicTraining(file, on: date, by: standard)
        let hours = additional(file, on: date, by: standard)
        return [
            years(counted, on: date, note: unverified),
            employment(counted, on: employedOn ?? date, note: unverified),
            basic.requirement, basic.ownRequirement,
            advanced(advancedCourse(file, on: date, by: standard)),
            hours.requirement, hours.age, hours.annual,
            conference(file, on: date),
            application(file),
        ]
    }

    private func years(_ assignments: [DatedAssignment], on date: Day, note: String) -> RequirementEvaluation {
        let need = date.adding(years: -yearsAsSRO).days(until: date)
        let have = assignments.daysServed(as: Set(sroPositions), until: date)
        return RequirementEvaluation(
            code: .yearsAsSRO, met: have >= need, have: "\(have) days", need: "\(need) days",
            reason: (have >= need
                ? "At least \(yearsAsSRO) years as a School Resource Officer."
                : "\(need - have) more days as a School Resource Officer make \(yearsAsSRO) years.") + note)
    }

    private func employment(_ assignments: [DatedAssignment], on date: Day, note: String) -> RequirementEvaluation {
        let current = assignments.first { schoolSafetyPositions.contains($0.position) && $0.isCurrent(on: date) }
        return RequirementEvaluation(
            code: .employedInSchoolSafety, met: current != nil, have: current?.position.rawValue ?? "none",
            need: "a current assignment in school safety",
            reason: (current.map { "Employed as \($0.position.rawValue) since \($0.from)." }
                ?? "No assignment as School Resource Officer or in school safety is current on \(date).") + note)
    }

    private func basicTraining(
        _ file: PractitionerFile, on date: Day, by standard: Standard
    ) -> (requirement: RequirementEvaluation, ownRequirement: RequirementEvaluation) {
        let own = file.training.first { $0.courseCode == basicCourse && $0.completedOn <= date }
        let other = file.credit(serving: .basic, on: date, by: standard)
        let ownOnly = date >= ownBasicOnlyFrom
        let met = own != nil || other != nil
        let have =
            own.map { "own Basic of \($0.completedOn)" } ?? other.map { "\($0.title), \($0.provider)" } ?? "none"
        let need = "an approved Basic course of \(hoursText(basicMinutes))"
        return (
            RequirementEvaluation(
                code: .basicCourse, met: met, have: have, need: need,
                reason: met ? "An approved Basic course is complete." : "No approved Basic course is on record."),
            RequirementEvaluation(
                code: .ownBasicCourse, met: own != nil || (!ownOnly && other != nil), have: have,
                need: ownOnly ? "the association's own Basic" : need,
                reason: ownOnly
                    ? (own != nil
                        ? "The association's own Basic is complete."
                        : "Applications from \(ownBasicOnlyFrom) on need the association's own Basic.")
                    : "Applications before \(ownBasicOnlyFrom) accept any approved Basic.")
        )
    }

    private func advanced(_ course: AdvancedCourse?) -> RequirementEvaluation {
        let have =
            switch course {
            case .own(let own): "\(own.courseCode) of \(own.completedOn)"
            case .claimed(let credit): "\(credit.title), \(credit.provider)"
            case nil: "none"
            }
        return RequirementEvaluation(
            code: .advancedCourse, met: course != nil, have: have,
            need: "one of \(advancedCourses.joined(separator: ", ")) of \(hoursText(advancedMinutes))",
            reason: course != nil
                ? "An approved Advanced or Management course is complete."
                : "Neither an Advanced SRO nor a Supervisors and Management course is on record.")
    }

    private func conference(_ file: PractitionerFile, on date: Day) -> RequirementEvaluation {
        let count = file.training.count { $0.courseCode == conferenceCourse && $0.completedOn <= date }
        return RequirementEvaluation(
            code: .conference, met: count > 0, have: "\(count)", need: "1",
            reason: count > 0
                ? "A National School Safety Conference was attended."
                : "No National School Safety Conference was attended yet.")
    }

    private func application(_ file: PractitionerFile) -> RequirementEvaluation {
        // After a declined or withdrawn application another one must be submitted.
        let submitted = file.application.map { [.submitted, .moreInfo, .approved].contains($0) } ?? false
        let reason =
            if submitted {
                "The application is submitted."
            } else if file.application == .declined {
                "The latest application was declined, and no other one is submitted."
            } else {
                "The formal application is not submitted yet."
            }
        let undocumented =
            file.creditsWithoutDocument > 0
            ? " Claimed training without a document yet: \(file.creditsWithoutDocument)." : ""
        return RequirementEvaluation(
            code: .application, met: submitted, have: file.application?.rawValue ?? "none",
            need: "a submitted application", reason: reason + undocumented)
    }
}
