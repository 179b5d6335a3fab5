package import Primitives

/// How one piece of training counts toward the further hours (G6): minutes applied, or the reason why none.
package struct CreditOutcome: Hashable, Sendable {
    package let creditID: CreditID
    package let disposition: Disposition
    package let minutes: Int
    package let reason: String
}

extension PractitionerRules {
    /// What each claimed credit comes to on a date of submission, in the order given: too old (G7), not over yet, a
    /// shorter or later copy of the same annual training (G8), or as the reviewer says (G6), pending before that.
    ///
    /// The dates and the annual training come first: they are rules, a reviewer's `applied` does not set them aside.
    package func judge(_ credits: [CreditEntry], on submission: Day) -> [CreditOutcome] {
        let oldest = submission.adding(years: -additionalMaximumAgeYears)
        let counted = longestOfEachAnnual(credits.filter { $0.endsOn >= oldest && $0.endsOn <= submission })
        return credits.map { credit in
            func outcome(_ disposition: Disposition, _ minutes: Int, _ reason: String) -> CreditOutcome {
                CreditOutcome(creditID: credit.id, disposition: disposition, minutes: minutes, reason: reason)
            }
            if credit.endsOn > submission, !credit.disposition.isRefusal {
                return outcome(.pending, 0, "It ends on \(credit.endsOn), after the submission.")
            }
            if credit.endsOn < oldest {
                return outcome(
                    .tooOld, 0, "It ended on \(credit.endsOn), more than \(additionalMaximumAgeYears) years ago.")
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

    /// For each annual training (agency and subject) the credit that counts: the longest, the earliest of equals (G8).
    private func longestOfEachAnnual(_ credits: [CreditEntry]) -> [AnnualKey: CreditID] {
        var best: [AnnualKey: CreditEntry] = [:]
        for credit in credits where !credit.disposition.isRefusal {
            guard let key = credit.annualKey else { continue }
            if let held = best[key] {
                let heldWins =
                    held.disposition == .applied && credit.disposition != .applied
                    || (held.disposition == credit.disposition
                        && (held.minutes, -held.endsOn.daysSince1970) >= (credit.minutes, -credit.endsOn.daysSince1970))
                if heldWins { continue }
            }
            best[key] = credit
        }
        return best.mapValues(\.id)
    }
}

/// What makes two sessions the same annual training (G8).
package struct AnnualKey: Hashable, Sendable {
    package let agency: String
    package let subject: String
}

extension CreditEntry {
    package var annualKey: AnnualKey? {
        guard annual else { return nil }
        return AnnualKey(
            agency: agencyID?.description ?? provider.comparisonForm, subject: subject.comparisonForm)
    }
}

extension String {
    /// One spelling of what reads the same: compatible signs, case, and any run of white space, no-break ones too.
    var comparisonForm: String {
        compatibilityComposed.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
