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
        ]
    }
}
