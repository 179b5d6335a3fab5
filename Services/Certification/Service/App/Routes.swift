import Web

/// Every route of the service, subject by subject.
enum Routes {
    static func all(_ parts: CertificationParts) -> [Endpoint] {
        let certificates = CertificateRoutes(parts)
        let verification = VerificationRoutes(parts)
        let applications = ApplicationRoutes(parts)
        let documents = DocumentRoutes(parts)
        let review = ReviewRoutes(parts)
        let credentials = CredentialRoutes(parts)
        let courses = ApprovedCourseRoutes(parts)
        return [
            .get("/v1/me/certificates", certificates.chart),
            .get("/v1/certificates/{id}.pdf", certificates.document),
            .post("/v1/certificates/{id}/reissue", certificates.reissue),
            .post("/v1/certificates/{id}/revocation", certificates.revocation),

            .get("/v1/verify/{code}", verification.answer),
            .get("/v/{code}", verification.page),

            .get("/v1/me/practitioner", ProgressRoutes(parts).progress),

            .post("/v1/practitioner-applications", applications.start),
            .get("/v1/practitioner-applications/{id}", applications.one),
            .patch("/v1/practitioner-applications/{id}", applications.revision),
            .post("/v1/practitioner-applications/{id}/credits", CreditRoutes(parts).claim),
            .post("/v1/practitioner-applications/{id}/submission", applications.submission),
            .post("/v1/practitioner-applications/{id}/withdrawal", applications.withdrawal),
            .put("/v1/practitioner-applications/{id}/documents/{name}", documents.attachment),
            .get("/v1/practitioner-applications/{id}/documents/{name}", documents.document),

            .get("/v1/practitioner-applications", review.list),
            .put("/v1/practitioner-applications/{id}/credits/{creditId}/disposition", review.disposition),
            .post("/v1/practitioner-applications/{id}/more-info", review.question),
            .post("/v1/practitioner-applications/{id}/determination", review.determination),

            .get("/v1/credentials", credentials.list),
            .post("/v1/credentials/{id}/revocation", credentials.revocation),

            .get("/v1/approved-courses", courses.list),
            .post("/v1/approved-courses", courses.approval),
        ]
    }
}
