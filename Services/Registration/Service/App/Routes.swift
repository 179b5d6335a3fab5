import Web

/// Every route of the service, subject by subject.
enum Routes {
    static func all(_ parts: RegistrationParts) -> [Endpoint] {
        let hosting = HostingRoutes(parts)
        let packets = PacketRoutes(parts)
        return [
            .post("/v1/host-requests", hosting.submission),
            .get("/v1/host-requests", hosting.list),
            .get("/v1/host-requests/{id}", hosting.one),
            .post("/v1/host-requests/{id}/approval", hosting.approval),
            .post("/v1/host-requests/{id}/rejection", hosting.rejection),
            .post("/v1/host-requests/{id}/resubmission", hosting.resubmission),
            .get("/v1/host-requests/{id}/history", packets.history),
            .put("/v1/host-requests/{id}/documents/{name}", packets.attachment),
            .get("/v1/host-requests/{id}/documents/{name}", packets.document),
        ] + catalogue(parts) + offerings(parts) + seats(parts) + attendance(parts) + statistics(parts)
    }

    private static func seats(_ parts: RegistrationParts) -> [Endpoint] {
        let registrations = RegistrationRoutes(parts)
        let rosters = RosterRoutes(parts)
        let allotments = AllotmentRoutes(parts)
        return [
            .get("/v1/offerings/{id}/quote", registrations.quote),
            .post("/v1/registrations", registrations.registration),
            .get("/v1/registrations/{id}", registrations.one),
            .get("/v1/me/registrations", registrations.own),
            .post("/v1/registrations/{id}/confirmation", registrations.confirmation),
            .post("/v1/registrations/{id}/cancellation", registrations.cancellation),
            .post("/v1/registrations/{id}/transfer", registrations.transferral),
            .get("/v1/offerings/{id}/roster", rosters.roster),
            .get("/v1/offerings/{id}/waitlist", rosters.waitlist),
            .post("/v1/offerings/{id}/seat-allotments", allotments.allotment),
            .get("/v1/offerings/{id}/seat-allotments", allotments.list),
            .get("/v1/seat-allotments/{id}", allotments.one),
            .post("/v1/seat-allotments/{id}/end", allotments.ending),
        ] + billing(parts)
    }

    private static func billing(_ parts: RegistrationParts) -> [Endpoint] {
        let invoices = InvoiceRoutes(parts)
        let payments = PaymentRoutes(parts)
        let cards = CardRoutes(parts)
        let refunds = RefundRoutes(parts)
        let receivables = ReceivableRoutes(parts)
        let webhooks = WebhookRoutes(parts)
        let scholarships = ScholarshipRoutes(parts)
        return [
            .get("/v1/invoices/{id}", invoices.one),
            .post("/v1/invoices/{id}/payments", payments.recording),
            .post("/v1/payments/{id}/refunds", payments.refunding),
            .post("/v1/invoices/{id}/payment-intents", cards.starting),
            .get("/v1/refunds", refunds.list),
            .get("/v1/refunds/{id}", refunds.one),
            .post("/v1/refunds/{id}/sent", refunds.sending),
            .post("/v1/refunds/{id}/retry", refunds.retrying),
            .get("/v1/reports/ledger", receivables.trialBalance),
            .get("/v1/reports/receivables", receivables.list),
            .post("/v1/webhooks/stripe", webhooks.stripe),
            .post("/v1/scholarships", scholarships.application),
            .get("/v1/scholarships", scholarships.list),
            .get("/v1/scholarships/{id}", scholarships.one),
            .post("/v1/scholarships/{id}/award", scholarships.awarding),
        ] + (parts.webhookSecret == nil ? [] : [.post("/v1/webhooks/payments", webhooks.payments)])
    }

    private static func attendance(_ parts: RegistrationParts) -> [Endpoint] {
        let attendance = AttendanceRoutes(parts)
        let completions = CompletionRoutes(parts)
        let evaluations = EvaluationRoutes(parts)
        return [
            .put("/v1/offerings/{id}/attendance", attendance.recording),
            .get("/v1/offerings/{id}/attendance", attendance.list),
            .get("/v1/offerings/{id}/attendance/history", attendance.history),
            .post("/v1/offerings/{id}/completions", completions.recording),
            .post("/v1/completions/{id}/void", completions.voiding),
            .post("/v1/imports/completions", completions.importing),
            .put("/v1/registrations/{id}/evaluation", evaluations.filing),
            .get("/v1/registrations/{id}/evaluation", evaluations.own),
            .get("/v1/offerings/{id}/evaluations", evaluations.summary),
        ]
    }

    private static func statistics(_ parts: RegistrationParts) -> [Endpoint] {
        let reports = ReportRoutes(parts)
        return [
            .get("/v1/reports/completions", reports.completions),
            .get("/reports/completions", reports.page),
            .get("/v1/double-registrations", DoubleRegistrationRoutes(parts).list),
        ]
    }

    private static func catalogue(_ parts: RegistrationParts) -> [Endpoint] {
        let courses = CatalogueRoutes(parts)
        let prices = PriceRoutes(parts)
        return [
            .get("/v1/courses", courses.list),
            .get("/v1/courses/{code}", courses.one),
            .post("/v1/courses", courses.addition),
            .patch("/v1/courses/{code}", courses.revision),
            .get("/v1/courses/{code}/prices", prices.ofCourse),
            .put("/v1/courses/{code}/prices/{from}", prices.courseApproval),
            .get("/v1/offerings/{id}/prices", prices.ofOffering),
            .put("/v1/offerings/{id}/prices/{from}", prices.offeringApproval),
        ]
    }

    private static func offerings(_ parts: RegistrationParts) -> [Endpoint] {
        let offerings = OfferingRoutes(parts)
        let calendar = CalendarRoutes(parts)
        return [
            .post("/v1/offerings", offerings.publication),
            .patch("/v1/offerings/{id}", offerings.revision),
            .post("/v1/offerings/{id}/cancellation", offerings.cancellation),
            .get("/v1/offerings", calendar.list),
            .get("/v1/offerings/upcoming", calendar.upcoming),
            .get("/v1/offerings.ics", calendar.feed),
            .get("/v1/offerings/{id}", calendar.one),
            .get("/v1/unknown-references", UnknownReferenceRoutes(parts).list),
        ]
    }
}
