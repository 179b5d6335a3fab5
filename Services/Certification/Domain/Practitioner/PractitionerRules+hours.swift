import Primitives

/// The three requirements for the further hours, from one count.
struct AdditionalHours {
    let requirement: RequirementEvaluation
    let age: RequirementEvaluation
    let annual: RequirementEvaluation
}

extension PractitionerRules {
    /// Counts the further hours: recent own courses, each once, that G3 and G5 do not use, and claimed credits (G6–G8).
    func additional(_ file: PractitionerFile, on date: Day, by standard: Standard) -> AdditionalHours {
        let oldest = date.adding(years: -additionalMaximumAgeYears)
        let advanced = advancedCourse(file, on: date, by: standard)
        let own = furtherOwnTraining(file.training, used: advanced, on: date)
        let ownRecent = own.filter { $0.completedOn >= oldest }
        let outcomes = judge(furtherCredits(file, used: advanced), on: date)
        let applied = outcomes.filter { $0.disposition == .applied }.reduce(0) { $0 + $1.minutes }
        let pending = outcomes.filter { $0.disposition == .pending }.reduce(0) { $0 + $1.minutes }
        let fromOwn = ownRecent.reduce(0) { $0 + $1.minutes }
        let have = fromOwn + applied + (standard == .claimed ? pending : 0)
        let tooOld = outcomes.count { $0.disposition == .tooOld } + own.count - ownRecent.count
        let duplicates = outcomes.count { $0.disposition == .duplicateAnnual }
        let pendingNote = pending > 0 ? " \(hoursText(pending)) wait for a reviewer." : ""
        return AdditionalHours(
            requirement: RequirementEvaluation(
                code: .additionalHours, met: have >= additionalMinutes, have: hoursText(have),
                need: hoursText(additionalMinutes),
                reason: (have >= additionalMinutes
                    ? "The further training is complete."
                    : "\(hoursText(additionalMinutes - have)) of further training are missing.") + pendingNote),
            age: RequirementEvaluation(
                code: .hoursNotTooOld, met: true, have: "\(tooOld) left out",
                need: "training of the last \(additionalMaximumAgeYears) years",
                reason: "Training that ended before \(oldest) is not counted toward the further hours."),
            annual: RequirementEvaluation(
                code: .annualTrainingOnce, met: true, have: "\(duplicates) left out",
                need: "each annual training once",
                reason: "Of the same annual department training the longest session is counted."))
    }

    /// Returns the claimed credits except Basic courses and the course that meets G5. Further Advanced courses count
    /// (G6).
    private func furtherCredits(_ file: PractitionerFile, used: AdvancedCourse?) -> [CreditEntry] {
        file.credits.filter { credit in
            if file.serves(credit, .basic) { return false }
            guard file.serves(credit, .advanced) else { return true }
            return secondAdvancedCounts && used != .claimed(credit)
        }
    }

    /// Returns the association's own courses that G3 and G5 do not use, each once by its latest completion.
    private func furtherOwnTraining(
        _ training: [OwnTraining], used: AdvancedCourse?, on date: Day
    ) -> [OwnTraining] {
        var latest: [String: OwnTraining] = [:]
        for course in training where course.completedOn <= date && course.courseCode != basicCourse {
            if let known = latest[course.courseCode], known.completedOn >= course.completedOn { continue }
            latest[course.courseCode] = course
        }
        if !secondAdvancedCounts {
            for course in advancedCourses { latest[course] = nil }
        } else if case .own(let own) = used {
            latest[own.courseCode] = nil
        }
        return latest.values.sorted { ($0.completedOn, $0.courseCode) < ($1.completedOn, $1.courseCode) }
    }
}
