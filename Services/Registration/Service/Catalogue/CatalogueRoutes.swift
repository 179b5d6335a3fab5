import HTTP
import Idempotency
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// The courses, readable by everybody, written by staff (C1, C2).
struct CatalogueRoutes: Sendable {
    let journal: Journal
    let courses: CourseRepository
    let add: AddCourse
    let revise: ReviseCourse

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        courses = CourseRepository(database: parts.database)
        add = AddCourse(courses: courses, policies: parts.policies)
        revise = ReviseCourse(
            courses: courses, prices: PriceRepository(database: parts.database),
            offerings: OfferingRepository(database: parts.database), policies: parts.policies)
    }

    var list: Operation {
        Operation(
            "List all courses, in the order of the catalogue", access: .anyone, query: .paging,
            answers: [.page(of: CourseDTO.self).tagged]
        ) { call in
            let courses = try await courses.list()
            var rest = courses[...]
            if let last = try call.cursor()?.values(CourseCode.self) {
                guard let index = courses.firstIndex(where: { $0.code == last }) else { throw Problem(.cursorInvalid) }
                rest = courses[(index + 1)...]
            }
            return try .ok(
                Page(Array(rest), limit: try call.limit(), item: CourseDTO.init, cursor: { Cursor($0.code) })
            ).tagged(by: rest.map { "\($0.code) \($0.version)" })
        }
    }

    var one: Operation {
        Operation(
            "Show a course with its editions and sections", access: .anyone, answers: [.ok(CourseDTO.self)]
        ) { call in
            guard let course = try await courses.find(try call.path("code")) else { throw NotFound() }
            return try .ok(CourseDTO(course), version: course.version)
        }
    }

    var addition: Operation {
        Operation(
            "Add a course", access: .staff, body: .json(NewCourseDTO.self), answers: [.created(CourseDTO.self)],
            problems: [.courseExists, .sectionTwice] + PriceRoutes.problems, idempotent: true
        ) { call in
            let proposal = try call.decode(NewCourseDTO.self).proposal
            return try await journal.transact(call) { unit in
                let course = try await add(proposal, at: call.now, in: unit)
                return try .created(
                    CourseDTO(course), location: "/v1/courses/\(course.code)", version: course.version)
            }
        }
    }

    var revision: Operation {
        Operation(
            "Change a course; editions are added, and none is ever changed", access: .staff,
            body: .json(CourseChangeDTO.self), answers: [.ok(CourseDTO.self)],
            problems: [.courseExists, .sectionTwice] + PriceRoutes.problems
        ) { call in
            let change: CourseChangeDTO = try call.decode()
            let command = ReviseCourse.Command(
                code: try call.path("code"), match: call.versionMatch(), revise: change.revised,
                prices: change.prices?.proposal, editions: change.editions?.map(\.edition) ?? [],
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let course = try await revise(command, at: call.now, in: unit)
                return try .ok(CourseDTO(course), version: course.version)
            }
        }
    }
}

extension ProblemCode {
    static let courseUnknown = ProblemCode("courseUnknown", "The catalogue has no such course")
    static let courseExists = ProblemCode("courseExists", "The catalogue has a course with this code")
    static let sectionTwice = ProblemCode("sectionTwice", "An edition has two sections with the same code")
}

extension CourseRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .codeTaken: Problem(.courseExists)
        case .nameTaken(let other): Problem(.courseExists, "The course \(other) has one of these names.")
        case .editionsOnOneDay: Problem(.courseExists, "Two editions would begin on the same day.")
        case .sectionTwice(let edition): Problem(.sectionTwice, "Two sections of “\(edition)” have the same code.")
        case .prices(let rejection): rejection.problem
        }
    }
}
