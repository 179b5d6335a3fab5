import Primitives
import RegistrationDomain
import Testing

@Suite struct HostRequestTests {
    private static let plan = Sample.plan()
    private static let today = Sample.moment("2026-04-06")
    private static let staff = PersonID.new()

    /// A request whose class starts on the day of its submission and of its decision: one day later is too late.
    private static func submitted(_ plan: OfferingPlan = plan) throws -> HostRequest {
        try HostRequest.submit(
            plan, as: .new(), for: .new(), course: Sample.course(), isZone: true, by: .new(), at: today)
    }

    private static func rejected() throws -> HostRequest {
        var request = try submitted()
        try request.reject(because: "Too small.", by: staff, at: today.instant)
        return request
    }

    private static func approved() throws -> HostRequest {
        var request = try submitted()
        _ = try request.approve(as: .new(), on: OfferingTerms(), course: Sample.course(), by: staff, at: today)
        return request
    }

    @Test func `C3: an agency submits a request with its plan, and nothing is decided about it`() throws {
        let (id, agency, person) = (HostRequestID.new(), AgencyID.new(), PersonID.new())
        let request = try HostRequest.submit(
            Self.plan, as: id, for: agency, course: Sample.course(), isZone: true, by: person, at: Self.today)
        #expect(
            request
                == HostRequest(
                    id: id, agency: agency, plan: Self.plan, documents: [], status: .submitted,
                    submission: .init(by: person, at: Self.today.instant), decision: nil, offering: nil, version: 1))
    }

    @Test(arguments: PlanFault.allCases)
    func `C3: a submission and a resubmission refuse the same faults of a plan, in the same order`(
        fault: PlanFault
    ) throws {
        let (plan, course) = (fault.plan, fault.course)
        let late = Sample.moment("2026-04-07")
        let rejection = HostRequestRejection.offering(fault.rejection)
        #expect(throws: rejection) {
            try HostRequest.submit(
                plan, as: .new(), for: .new(), course: course, isZone: fault.isZone, by: .new(), at: late)
        }
        // The plan is judged before the status, and the status before the dates.
        var submitted = try Self.submitted()
        #expect(throws: rejection) {
            try submitted.resubmit(plan, course: course, isZone: fault.isZone, by: .new(), at: late)
        }
        #expect(throws: HostRequestRejection.notInStatus(.submitted)) {
            try submitted.resubmit(Self.plan, course: Sample.course(), isZone: true, by: .new(), at: late)
        }
    }

    @Test func `C3: no step accepts a class that would start on a day that has passed at its venue`() throws {
        // The day has passed at the venue, not yet at the association.
        var late = Self.today
        late.venueDay = Sample.day("2026-04-07")
        let passed = HostRequestRejection.datesPassed(Self.plan.startsOn)
        #expect(throws: passed) {
            try HostRequest.submit(
                Self.plan, as: .new(), for: .new(), course: Sample.course(), isZone: true, by: .new(), at: late)
        }
        var (submitted, rejected) = (try Self.submitted(), try Self.rejected())
        let before = (submitted, rejected)
        #expect(throws: passed) {
            try submitted.approve(as: .new(), on: OfferingTerms(), course: Sample.course(), by: Self.staff, at: late)
        }
        #expect(throws: passed) {
            try rejected.resubmit(Self.plan, course: Sample.course(), isZone: true, by: .new(), at: late)
        }
        #expect((submitted, rejected) == before)
    }

    @Test func `C4: an approval records the decision and returns the class that the plan describes`() throws {
        var request = try Self.submitted()
        let (id, lead, course) = (OfferingID.new(), PersonID.new(), Sample.course())
        let offering = try request.approve(
            as: id, on: OfferingTerms(leadInstructor: lead), course: course, by: Self.staff, at: Self.today)
        #expect(request.status == .approved)
        #expect(request.offering == id)
        #expect(request.decision == .init(by: Self.staff, at: Self.today.instant, reason: nil))
        #expect(
            offering
                == Offering(
                    id: id, course: course.code, edition: course.editions[1].id, kind: .class, title: course.title,
                    agency: request.agency, leadInstructor: lead, startsOn: Self.plan.startsOn,
                    endsOn: Self.plan.endsOn, venue: Self.plan.venue, capacity: Self.plan.capacity,
                    prices: PriceSchedule(Sample.prices)))
    }

    @Test func `C4: an approval refuses prices only after the status and the dates, and changes nothing then`() throws {
        let terms = OfferingTerms(prices: PriceProposal(member: 2, nonMember: 1))
        func approve(_ request: inout HostRequest, at moment: RegistrationMoment = Self.today) throws {
            _ = try request.approve(as: .new(), on: terms, course: Sample.course(), by: Self.staff, at: moment)
        }
        var (submitted, rejected) = (try Self.submitted(), try Self.rejected())
        let before = submitted
        #expect(throws: HostRequestRejection.notInStatus(.rejected)) {
            try approve(&rejected, at: Sample.moment("2026-04-07"))
        }
        #expect(throws: HostRequestRejection.datesPassed(Self.plan.startsOn)) {
            try approve(&submitted, at: Sample.moment("2026-04-07"))
        }
        #expect(throws: HostRequestRejection.offering(.prices(.memberAboveNonMember(2, 1)))) {
            try approve(&submitted)
        }
        #expect(submitted == before)
    }

    @Test func `C3: a rejection gives its reason; a resubmission replaces the plan and clears the decision`() throws {
        var request = try Self.rejected()
        #expect(request.status == .rejected)
        #expect(request.decision == .init(by: Self.staff, at: Self.today.instant, reason: "Too small."))
        let first = request
        let (person, plan) = (PersonID.new(), Sample.plan(from: "2026-05-04", to: "2026-05-08"))
        try request.resubmit(
            plan, course: Sample.course(), isZone: true, by: person, at: Sample.moment("2026-05-04"))
        #expect(request.status == .submitted)
        #expect(request.plan == plan)
        #expect(request.submission == .init(by: person, at: Sample.moment("2026-05-04").instant))
        #expect(request.decision == nil)
        #expect(request.id == first.id && request.agency == first.agency && request.version == first.version)
    }

    @Test func `C3, C4: only a submitted request is decided, and only a rejected one is submitted again`() throws {
        for var request in [try Self.rejected(), try Self.approved()] {
            let rejection = HostRequestRejection.notInStatus(request.status)
            #expect(throws: rejection) { try request.reject(because: "Twice.", by: .new(), at: Self.today.instant) }
            #expect(throws: rejection) {
                try request.approve(
                    as: .new(), on: OfferingTerms(), course: Sample.course(), by: .new(), at: Self.today)
            }
        }
        var approved = try Self.approved()
        #expect(throws: HostRequestRejection.notInStatus(.approved)) {
            try approved.resubmit(Self.plan, course: Sample.course(), isZone: true, by: .new(), at: Self.today)
        }
    }

    @Test func `C3: a packet has at most fifty documents, any of which may be replaced until the approval`() throws {
        var request = try Self.rejected()
        for number in 1...50 { try request.attach("\(number).pdf") }
        #expect(request.documents.count == 50)
        #expect(throws: HostRequestRejection.tooManyDocuments(maximum: 50)) { try request.attach("51.pdf") }
        try request.attach("50.pdf")
        #expect(request.documents.count == 50)
        var approved = try Self.approved()
        #expect(throws: HostRequestRejection.notInStatus(.approved)) { try approved.attach("plan.pdf") }
    }
}
