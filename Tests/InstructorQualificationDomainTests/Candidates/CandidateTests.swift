import InstructorQualificationDomain
import Primitives
import Testing

@Suite struct CandidateTests {
    private let director = Application.director
    private let instant = Instant(secondsSince1970: 1_773_000_000)

    @Test(arguments: [
        ("2026-03-01", "2027-09-01"), ("2026-08-31", "2028-02-29"), ("2025-08-31", "2027-02-28"),
    ])
    func `H19 gives eighteen months, clamped to the month's end`(accepted: String, due: String) {
        let window = ProcessWindow(acceptedOn: day(accepted), rules: rules)
        #expect(window == ProcessWindow(startedOn: day(accepted), dueOn: day(due)))
        #expect(!window.isOver(on: window.dueOn) && window.isOver(on: window.dueOn.adding(days: 1)))
    }

    @Test func `H13 the Qualifying Instructor is a known person other than the candidate`() throws {
        let instructor = PersonID.new()
        let cases: [(person: PersonID, isKnown: Bool, rejection: CandidateRejection?)] = [
            (instructor, true, nil), (instructor, false, .personUnknown),
            (Application.applicant, true, .ownQualifyingInstructor),
            (Application.mergedApplicant, false, .ownQualifyingInstructor),
        ]
        for (person, isKnown, rejection) in cases {
            var candidate = Candidate.sample(qualifyingInstructor: director)
            do {
                let note = try candidate.assign(person, isKnown: isKnown, by: director, at: instant)
                #expect(rejection == nil)
                #expect(note == CandidateNote(.qualifyingInstructor(person), by: director, at: instant))
                #expect(candidate.qualifyingInstructor == person)
            } catch {
                #expect(error == rejection)
                #expect(candidate.qualifyingInstructor == director)
            }
        }
    }

    @Test(arguments: [("2027-08-31", false), ("2027-09-01", false), ("2027-09-02", true)])
    func `H19 an extension ends after the window`(until: String, isLater: Bool) throws {
        var candidate = Candidate.sample()
        guard isLater else {
            #expect(throws: CandidateRejection.extensionNotLater) {
                try candidate.extend(until: day(until), because: "Illness.", by: director, at: instant)
            }
            #expect(candidate.window.dueOn == day("2027-09-01"))
            return
        }
        let note = try candidate.extend(until: day(until), because: "Illness.", by: director, at: instant)
        #expect(note == CandidateNote(.extended(until: day(until), reason: "Illness."), by: director, at: instant))
        #expect(candidate.window == ProcessWindow(startedOn: day("2026-03-01"), dueOn: day(until)))
    }

    @Test(
        arguments: [
            (.intern, "internship", .trainingDirector), (.probationary, "not yet taught", .trainingDirector),
            (.qualifying, "whole Basic", .trainingDirector), (.instructor, "complete", .nobody),
            (.removed, "ended", .nobody), (.inactive, "reinstatement", .candidate),
            (.reinstating, "decision", .trainingDirector),
        ] as [(CandidateStage, String, NextStep.Actor)])
    func `a candidate's next step depends on the stage`(stage: CandidateStage, words: String, actor: NextStep.Actor) {
        let next = Candidate.sample(stage, qualifyingInstructor: .new()).next
        #expect(next.what.contains(words) && next.actor == actor, "\(next)")
    }

    @Test func `H13 the next step in the process is a Qualifying Instructor while there is none`() {
        for stage in CandidateStage.allCases {
            let without = Candidate.sample(stage).next
            let isInProcess = [.intern, .probationary, .qualifying].contains(stage)
            #expect(without.what.contains("Qualifying Instructor") == isInProcess)
            #expect(!isInProcess || without.actor == .trainingDirector)
        }
    }
}
