import HTTP
import Idempotency
import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases
import Web

/// The reviewers' part of an application: reviews, interview and decision (H10–H12).
struct ReviewRoutes: Sendable {
    let journal: Journal
    let reviewApplication: ReviewApplication
    let schedule: ScheduleInterview
    let record: RecordInterview
    let determine: DetermineApplication

    init(_ parts: InstructorQualificationParts) {
        journal = parts.journal
        let applications = ApplicationRepository(database: parts.database)
        let people = PersonRepository(database: parts.database)
        reviewApplication = ReviewApplication(applications: applications)
        schedule = ScheduleInterview(applications: applications, people: people)
        record = RecordInterview(applications: applications)
        determine = DetermineApplication(
            applications: applications, candidates: CandidateRepository(database: parts.database), people: people,
            policies: parts.policies)
    }

    var review: Operation {
        Operation(
            "Review an application", access: .roles(.trainingDirector, .trainingCommittee, .executiveDirector),
            body: .json(NewReviewDTO.self), answers: [.ok(InstructorApplicationDTO.self)],
            problems: [.applicationState, .alreadyReviewed, .ownApplication], idempotent: true
        ) { call in
            let new: NewReviewDTO = try call.decode()
            let principal = try call.signedIn()
            let command = ReviewApplication.Command(
                application: try call.path("id"), match: call.versionMatch(),
                review: new.review(by: principal.personID, at: call.now), by: principal)
            return try await journal.transact(call) { unit in
                try Self.answer(try await reviewApplication(command, at: call.now, in: unit))
            }
        }
    }

    var interview: Operation {
        Operation(
            "Schedule the interview", access: .roles(.trainingDirector, .trainingCommittee),
            body: .json(NewInterviewDTO.self), answers: [.ok(InstructorApplicationDTO.self)],
            problems: [.applicationState, .ownApplication, .interviewerUnfit], idempotent: true
        ) { call in
            let new: NewInterviewDTO = try call.decode()
            let command = ScheduleInterview.Command(
                application: try call.path("id"), match: call.versionMatch(), instant: new.at,
                interviewer: new.interviewerId, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try Self.answer(try await schedule(command, at: call.now, in: unit))
            }
        }
    }

    var interviewResult: Operation {
        Operation(
            "Record the interview's result", access: .roles(.trainingDirector, .trainingCommittee),
            body: .json(InterviewResultDTO.self), answers: [.ok(InstructorApplicationDTO.self)],
            problems: [.applicationState, .interviewNotScheduled, .ownApplication]
        ) { call in
            let command = RecordInterview.Command(
                application: try call.path("id"), match: call.versionMatch(),
                result: try call.decode(InterviewResultDTO.self).result, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try Self.answer(try await record(command, at: call.now, in: unit))
            }
        }
    }

    var determination: Operation {
        Operation(
            "Accept or decline an application", access: .roles(.trainingDirector), body: .json(DeterminationDTO.self),
            answers: [.ok(InstructorApplicationDTO.self)],
            problems: [
                .applicationState, .determinationIncomplete, .requirementsUnmet, .ownApplication, .alreadyCandidate,
            ], idempotent: true
        ) { call in
            let determination: DeterminationDTO = try call.decode()
            let command = DetermineApplication.Command(
                application: try call.path("id"), match: call.versionMatch(), outcome: determination.outcome,
                reason: determination.reason, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try Self.answer(try await determine(command, at: call.now, in: unit))
            }
        }
    }

    private static func answer(_ application: Application) throws -> Response {
        try .ok(InstructorApplicationDTO(application, showingReviews: true), version: application.version)
    }
}
