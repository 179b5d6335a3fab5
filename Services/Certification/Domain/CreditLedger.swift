package import Primitives

/// How one piece of training counts toward the further hours (G6): minutes applied, or the reason why none.
package struct CreditOutcome: Hashable, Sendable {
    package let creditID: CreditID
    package let disposition: Disposition
    package let minutes: Int
    package let reason: String
}

extension PractitionerRules {
    /// The disposition that the rules alone give to each claimed credit on a date of submission, in the order given:
    /// too old (G7), a shorter or later copy of the same annual training (G8), or still to be reviewed.
    ///
    /// A reviewer's own disposition stands; `applied` is still cut by nothing, since it is a person's word (G6).
    package func judge(_ credits: [CreditEntry], on submission: Day) -> [CreditOutcome] {
        let oldest = submission.adding(years: -additionalMaximumAgeYears)
        let counted = longestOfEachAnnual(credits.filter { $0.endsOn >= oldest && $0.endsOn <= submission })
        return credits.map { credit in
            func outcome(_ disposition: Disposition, _ minutes: Int, _ reason: String) -> CreditOutcome {
                CreditOutcome(creditID: credit.id, disposition: disposition, minutes: minutes, reason: reason)
            }
            switch credit.disposition {
            case .applied: return outcome(.applied, credit.minutes, "A reviewer applied these hours.")
            case .notRelevant: return outcome(.notRelevant, 0, "A reviewer found them not related to school safety.")
            case .tooOld: return outcome(.tooOld, 0, "A reviewer found them too old.")
            case .duplicateAnnual: return outcome(.duplicateAnnual, 0, "A reviewer counted this annual training once.")
            case .pending: break
            }
            if credit.endsOn > submission {
                return outcome(.pending, 0, "It ends on \(credit.endsOn), after the submission.")
            }
            if credit.endsOn < oldest {
                return outcome(
                    .tooOld, 0, "It ended on \(credit.endsOn), more than \(additionalMaximumAgeYears) years ago.")
            }
            if let key = credit.annualKey, let longest = counted[key], longest != credit.id {
                return outcome(.duplicateAnnual, 0, "The same annual training counts once; a longer session counts.")
            }
            return outcome(.pending, credit.minutes, "Waits for a reviewer.")
        }
    }

    /// For each annual training (agency and subject) the credit that counts: the longest, the earliest of equals (G8).
    private func longestOfEachAnnual(_ credits: [CreditEntry]) -> [AnnualKey: CreditID] {
        var best: [AnnualKey: CreditEntry] = [:]
        for credit in credits where credit.disposition == .pending || credit.disposition == .applied {
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
        annual ? AnnualKey(agency: agencyID?.description ?? provider.lowercased(), subject: subject.lowercased()) : nil
    }
}
