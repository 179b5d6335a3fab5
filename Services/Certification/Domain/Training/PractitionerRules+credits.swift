package import Primitives

/// How a claimed credit counts toward the further hours (G6): its minutes, and the reason.
package struct CreditOutcome: Hashable, Sendable {
    package let creditID: CreditID
    package let disposition: Disposition
    package let minutes: Int
    package let reason: String
}

extension PractitionerRules {
    /// Judges each claimed credit on a date of submission, in the order given: not completed yet, too old (G7), another
    /// session of an annual training that counts once (G8), or else the reviewer's disposition (G6).
    ///
    /// A reviewer's `applied` does not override the dates and the rule for annual training.
    package func judge(_ credits: [CreditEntry], on submission: Day) -> [CreditOutcome] {
        let oldest = submission.adding(years: -additionalMaximumAgeYears)
        let counted = longestOfEachAnnual(credits.filter { $0.dates.endsOn >= oldest && $0.dates.endsOn <= submission })
        return credits.map { credit in
            func outcome(_ disposition: Disposition, _ minutes: Int, _ reason: String) -> CreditOutcome {
                CreditOutcome(creditID: credit.id, disposition: disposition, minutes: minutes, reason: reason)
            }
            if credit.dates.endsOn > submission, !credit.disposition.isRefusal {
                return outcome(.pending, 0, "It ends on \(credit.dates.endsOn), after the submission.")
            }
            if credit.dates.endsOn < oldest {
                return outcome(
                    .tooOld, 0, "It ended on \(credit.dates.endsOn), more than \(additionalMaximumAgeYears) years ago.")
            }
            if let key = credit.annualKey, let longest = counted[key], longest != credit.id,
                !credit.disposition.isRefusal
            {
                return outcome(.duplicateAnnual, 0, "The same annual training counts once; another session counts.")
            }
            return switch credit.disposition {
            case .applied: outcome(.applied, credit.minutes, "A reviewer applied these hours.")
            case .notRelevant: outcome(.notRelevant, 0, "A reviewer found them not related to school safety.")
            case .tooOld: outcome(.tooOld, 0, "A reviewer found them too old.")
            case .duplicateAnnual: outcome(.duplicateAnnual, 0, "A reviewer counted this annual training once.")
            case .pending: outcome(.pending, credit.minutes, "Waits for a reviewer.")
            }
        }
    }

    /// Returns the credit that counts for each annual training: an applied one first, then the longest, then the
    /// earliest (G8).
    private func longestOfEachAnnual(_ credits: [CreditEntry]) -> [AnnualKey: CreditID] {
        var best: [AnnualKey: CreditEntry] = [:]
        for credit in credits where !credit.disposition.isRefusal {
            guard let key = credit.annualKey else { continue }
            if let known = best[key], !credit.precedes(known) { continue }
            best[key] = credit
        }
        return best.mapValues(\.id)
    }
}

/// The agency and the subject, by which two sessions are the same annual training (G8).
package struct AnnualKey: Hashable, Sendable {
    package let agency: String
    package let subject: String
}

extension CreditEntry {
    /// Nil for training that is not annual.
    package var annualKey: AnnualKey? {
        guard annual else { return nil }
        return AnnualKey(
            agency: agency?.description ?? provider.comparisonForm, subject: subject.comparisonForm)
    }

    /// Returns whether this session of an annual training counts instead of another one (G8).
    fileprivate func precedes(_ other: CreditEntry) -> Bool {
        if disposition != other.disposition { return other.disposition != .applied }
        return (minutes, -dates.endsOn.daysSince1970) > (other.minutes, -other.dates.endsOn.daysSince1970)
    }
}

extension String {
    /// The text without differences in case, compatibility characters and white space, including no-break spaces.
    var comparisonForm: String {
        compatibilityComposed.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
