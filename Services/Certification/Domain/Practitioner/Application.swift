/// Where a practitioner application stands (G10).
package enum ApplicationState: String, Sendable, CaseIterable, Codable {
    case draft
    case submitted
    case moreInfo
    case approved
    case declined
    case withdrawn
}

/// Why a step of an application is refused.
package enum ApplicationRejection: Error, Hashable {
    /// The step does not fit the state that the application is in.
    case wrongState(ApplicationState)
    /// Requirements are not met; the list holds those.
    case requirementsUnmet([RequirementEvaluation])
}

/// What happens to an application.
package enum ApplicationStep: Sendable, Hashable {
    case submit
    case askMore
    case approve
    case decline
    case withdraw
    case edit
}

extension ApplicationState {
    /// The state after a step: draft → submitted → moreInfo ⇄ submitted → approved | declined; withdrawn until decided (G10).
    package func after(_ step: ApplicationStep) throws(ApplicationRejection) -> ApplicationState {
        switch (step, self) {
        case (.submit, .draft), (.submit, .moreInfo): return .submitted
        case (.askMore, .submitted): return .moreInfo
        case (.approve, .submitted): return .approved
        case (.decline, .submitted), (.decline, .moreInfo): return .declined
        case (.withdraw, .draft), (.withdraw, .submitted), (.withdraw, .moreInfo): return .withdrawn
        case (.edit, .draft), (.edit, .moreInfo): return self
        default: throw .wrongState(self)
        }
    }
}

extension PractitionerRules {
    /// Submission: G10 itself aside, everything must be met, claimed hours counted.
    package func checkSubmission(_ evaluations: [RequirementEvaluation]) throws(ApplicationRejection) {
        let unmet = evaluations.filter { !$0.met && $0.code != .application }
        guard unmet.isEmpty else { throw .requirementsUnmet(unmet) }
    }

    /// Approval: everything must be met by applied hours and verified assignments.
    package func checkApproval(_ evaluations: [RequirementEvaluation]) throws(ApplicationRejection) {
        let unmet = evaluations.filter { !$0.met }
        guard unmet.isEmpty else { throw .requirementsUnmet(unmet) }
    }
}
