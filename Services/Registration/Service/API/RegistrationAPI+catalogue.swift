import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import Web

/// C1, C2: the courses, readable by everybody, written by staff.
extension RegistrationAPI {
    var catalogueEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/courses", "All courses, in catalogue order", access: .anyone, query: .paging,
                answers: [.page(of: CourseDTO.schema).tagged]
            ) { call in
                let courses = try await store.courses(from: store.database)
                var rest = courses[...]
                if let last = try call.cursor()?.values(CourseCode.self) {
                    guard let index = courses.firstIndex(where: { $0.code == last }) else {
                        throw Problem(.cursorInvalid)
                    }
                    rest = courses[(index + 1)...]
                }
                return try .ok(
                    Page(Array(rest), limit: try call.limit(), item: CourseDTO.init, cursor: { Cursor($0.code) })
                ).tagged(by: rest.map { "\($0.code) \($0.version)" })
            },
            Endpoint(
                "GET", "/v1/courses/{code}", "A course with its editions and sections", access: .anyone,
                answers: [.ok(CourseDTO.schema)]
            ) { call in
                let course = try await course(call)
                return try .ok(CourseDTO(course), version: course.version)
            },
            Endpoint(
                "POST", "/v1/courses", "Add a course", access: .staff, body: .json(NewCourseDTO.schema),
                answers: [.created(CourseDTO.schema)], problems: [.courseExists, .sectionTwice] + Self.priceProblems,
                idempotent: true
            ) { call in
                let new = try call.decode(NewCourseDTO.self)
                let editions = new.editions?.map(\.edition) ?? []
                try requireDistinct(editions)
                let first = CourseEdition(
                    id: .new(), name: new.title, from: store.associationDay(call.now), sections: [])
                let course = Course(
                    code: new.code, title: new.title, kind: new.kind ?? .class, hours: new.hours,
                    aliases: new.aliases ?? [], audienceNotice: new.audienceNotice,
                    prices: PriceSchedule(try new.prices.approved()),
                    editions: (editions.isEmpty ? [first] : editions).sorted { $0.from < $1.from })
                return try await transact(call) { unit in
                    try await requireNames(of: course, in: unit)
                    guard try await store.add(course, at: call.now, in: unit) else { throw Problem(.courseExists) }
                    return try .created(CourseDTO(course), location: "/v1/courses/\(course.code)", version: 1)
                }
            },
            Endpoint(
                "PATCH", "/v1/courses/{code}", "Change a course; editions are added, none is ever changed",
                access: .staff, body: .json(CourseChangeDTO.schema), answers: [.ok(CourseDTO.schema)],
                problems: [.courseExists, .sectionTwice] + Self.priceProblems
            ) { call in
                let change = try call.decode(CourseChangeDTO.self)
                let code: CourseCode = try call.path("code")
                return try await transact(call) { unit in
                    guard var course = try await store.courses([code], locking: true, from: unit.sql).first else {
                        throw Problem.notFound
                    }
                    try call.requireMatch(course.version)
                    let before = course
                    course.title = change.title ?? course.title
                    course.hours = change.hours ?? course.hours
                    course.aliases = change.aliases ?? course.aliases
                    if call.has("audienceNotice") { course.audienceNotice = change.audienceNotice }
                    if let prices = change.prices {
                        try approve(prices, of: &course, call, in: unit)
                    }
                    let editions = change.editions?.map(\.edition) ?? []
                    try requireDistinct(course.editions + editions)
                    course.editions = (course.editions + editions).sorted { $0.from < $1.from }
                    try await requireNames(of: course, in: unit)
                    store.update(course, newEditions: editions, at: call.now, in: unit)
                    if !course.hasSameListing(as: before) { store.renewOfferings(of: code, in: unit) }
                    course.version += 1
                    return try .ok(CourseDTO(course), version: course.version)
                }
            },
        ]
    }

    /// An alias or title means one course.
    private func requireNames(of course: Course, in unit: UnitOfWork) async throws {
        let names = course.aliases + [course.title, course.code.rawValue]
        if let other = try await store.courseNamed(names, except: course.code, from: unit.sql) {
            throw Problem(.courseExists, "The course \(other) has one of these names.")
        }
    }

    private func requireDistinct(_ editions: [CourseEdition]) throws {
        guard Set(editions.map(\.from)).count == editions.count else {
            throw Problem(.courseExists, "Two editions would begin on the same day.")
        }
        for edition in editions where Set(edition.sections.map(\.code)).count < edition.sections.count {
            throw Problem(.sectionTwice, "In “\(edition.name)” two sections have one code.")
        }
    }

    private func course(_ call: Call) async throws -> Course {
        guard let course = try await store.course(try call.path("code"), from: store.database) else {
            throw Problem.notFound
        }
        return course
    }
}

extension PricesDTO {
    var proposal: PriceProposal {
        PriceProposal(member: member, nonMember: nonMember, earlyBird: earlyBird, earlyBirdUntil: earlyBirdUntil)
    }

    func approved() throws(PriceRejection) -> PriceList { try proposal.approved() }
}
