import Web

/// Every route of the service, subject by subject.
enum Routes {
    static func all(_ parts: InstructorQualificationParts) -> [Endpoint] {
        let eligibility = EligibilityRoutes(parts)
        let applications = ApplicationRoutes(parts)
        let documents = DocumentRoutes(parts)
        let reviews = ReviewRoutes(parts)
        let candidates = CandidateRoutes(parts)
        return [
            .get("/v1/me/instructor-eligibility", eligibility.own),

            .post("/v1/instructor-applications", applications.begin),
            .get("/v1/instructor-applications", applications.list),
            .get("/v1/instructor-applications/{id}", applications.one),
            .patch("/v1/instructor-applications/{id}", applications.revision),
            .post("/v1/instructor-applications/{id}/submission", applications.submission),

            .put("/v1/instructor-applications/{id}/documents/{kind}", documents.attachment),
            .get("/v1/instructor-applications/{id}/documents/{kind}", documents.document),

            .post("/v1/instructor-applications/{id}/reviews", reviews.review),
            .post("/v1/instructor-applications/{id}/interview", reviews.interview),
            .put("/v1/instructor-applications/{id}/interview/result", reviews.interviewResult),
            .post("/v1/instructor-applications/{id}/determination", reviews.determination),

            .get("/v1/candidates", candidates.list),
            .get("/v1/candidates/{id}", candidates.one),
            .get("/v1/me/candidacy", candidates.own),
            .put("/v1/candidates/{id}/qi", candidates.qualifyingInstructor),
            .post("/v1/candidates/{id}/extensions", candidates.windowExtension),
        ]
    }
}
