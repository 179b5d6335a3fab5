import Web

/// Every route of the service, subject by subject.
enum Routes {
    static func all(_ parts: AccountsParts) -> [Endpoint] {
        signIn(parts) + people(parts) + membership(parts) + office(parts)
    }

    private static func signIn(_ parts: AccountsParts) -> [Endpoint] {
        let signUp = SignUpRoutes(parts)
        let tokens = TokenRoutes(parts)
        let recovery = RecoveryRoutes(parts)
        let wellKnown = WellKnownRoutes(parts)
        return [
            .get("/v1/challenge", signUp.challenge),
            .post("/v1/accounts", signUp.request),
            .post("/v1/accounts/verify", signUp.confirmation),
            .post("/v1/password-resets", recovery.resetRequest),
            .post("/v1/password-resets/confirm", recovery.reset),
            .post("/v1/people/{id}/recovery", recovery.code),
            .post("/oauth/token", tokens.token),
            .post("/oauth/revoke", tokens.revocation),
            .get("/.well-known/jwks.json", wellKnown.keys),
            .get("/.well-known/openid-configuration", wellKnown.configuration),
        ]
    }

    private static func people(_ parts: AccountsParts) -> [Endpoint] {
        let me = MeRoutes(parts)
        let people = PeopleRoutes(parts)
        let roles = RoleRoutes(parts)
        let merges = MergeRoutes(parts)
        return [
            .get("/v1/me", me.one),
            .patch("/v1/me", me.change),
            .get("/v1/people", people.list),
            .get("/v1/people/{id}", people.one),
            .patch("/v1/people/{id}", people.correction),
            .put("/v1/people/{id}/roles", roles.roles),
            .post("/v1/people/{id}/merge", merges.merge),
            .get("/v1/merges/{id}", merges.one),
            .post("/v1/merges/{id}/undo", merges.undo),
            .post("/v1/imports/people", ImportRoutes(parts).people),
        ]
    }

    private static func membership(_ parts: AccountsParts) -> [Endpoint] {
        let memberships = MembershipRoutes(parts)
        let holds = HoldRoutes(parts)
        return [
            .post("/v1/me/membership", memberships.order),
            .get("/v1/memberships/{id}", memberships.one),
            .post("/v1/memberships/{id}/payments", memberships.payment),
            .post("/v1/people/{id}/standing-holds", holds.placement),
            .get("/v1/people/{id}/standing-holds", holds.list),
            .post("/v1/standing-holds/{id}/lifting", holds.lifting),
        ]
    }

    private static func office(_ parts: AccountsParts) -> [Endpoint] {
        let agencies = AgencyRoutes(parts)
        let assignments = AssignmentRoutes(parts)
        return [
            .post("/v1/agencies", agencies.addition),
            .get("/v1/agencies", agencies.list),
            .get("/v1/agencies/{id}", agencies.one),
            .patch("/v1/agencies/{id}", agencies.change),
            .post("/v1/me/assignments", assignments.addition),
            .get("/v1/me/assignments", assignments.list),
            .get("/v1/me/assignments/{id}", assignments.one),
            .patch("/v1/me/assignments/{id}", assignments.change),
            .post("/v1/assignments/{id}/verification", assignments.verification),
            .get("/v1/audit", AuditRoutes(parts).list),
            .post("/v1/clients", ClientRoutes(parts).addition),
        ]
    }
}
