import CertificationDomain
import Testing

@Suite struct ApplicationTests {
    @Test(arguments: [
        (ApplicationState.draft, ApplicationStep.submit, ApplicationState.submitted as ApplicationState?),
        (.moreInfo, .submit, .submitted), (.submitted, .submit, nil), (.submitted, .askMore, .moreInfo),
        (.draft, .askMore, nil), (.submitted, .approve, .approved), (.moreInfo, .approve, nil),
        (.submitted, .decline, .declined), (.approved, .withdraw, nil), (.draft, .withdraw, .withdrawn),
        (.submitted, .edit, nil), (.withdrawn, .submit, nil),
    ])
    func `G10 allows these steps only`(state: ApplicationState, step: ApplicationStep, after: ApplicationState?) {
        #expect((try? state.after(step)) == after)
    }

    @Test func `F2 refuses the download until the evaluation is done, and F4 of a revoked one`() {
        #expect(throws: CertificateRejection.evaluationRequired) {
            try CertificateStanding(status: .valid, evaluation: .open).checkDownload()
        }
        #expect(throws: CertificateRejection.notValid(.revoked)) {
            try CertificateStanding(status: .revoked, evaluation: .done).checkDownload()
        }
        #expect(throws: Never.self) {
            try CertificateStanding(status: .valid, evaluation: .notRequired).checkDownload()
        }
    }
}
