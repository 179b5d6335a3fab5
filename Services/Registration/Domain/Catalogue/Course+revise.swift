package import Primitives

/// A course that staff proposes for the catalogue (C1, C2).
package struct CourseProposal: Hashable, Sendable {
    package var code: CourseCode
    package var title: String
    package var kind: OfferingKind
    package var hours: Double
    package var aliases: [String]
    package var audienceNotice: String?
    package var prices: PriceProposal
    package var editions: [CourseEdition]

    package init(
        code: CourseCode, title: String, kind: OfferingKind, hours: Double, aliases: [String] = [],
        audienceNotice: String? = nil, prices: PriceProposal, editions: [CourseEdition] = []
    ) {
        self.code = code
        self.title = title
        self.kind = kind
        self.hours = hours
        self.aliases = aliases
        self.audienceNotice = audienceNotice
        self.prices = prices
        self.editions = editions
    }
}

/// The reason why a course cannot be added or changed (C1, C2).
package enum CourseRejection: Error, Hashable, Sendable {
    /// Another course has the code.
    case codeTaken
    /// This other course has one of the course's names.
    case nameTaken(by: CourseCode)
    /// Two editions would begin on one day.
    case editionsOnOneDay
    /// The edition of this name has two sections with one code.
    case sectionTwice(edition: String)
    case prices(PriceRejection)
}

extension Course {
    /// Makes the course of a proposal. A course without editions gets one that begins on `today` and has its title.
    ///
    /// - Parameters:
    ///   - edition: The id of that edition.
    ///   - today: The association's day.
    /// - Throws: `editionsOnOneDay`, `sectionTwice`, then `prices`.
    package init(_ proposal: CourseProposal, edition: EditionID, on today: Day) throws(CourseRejection) {
        self.init(
            code: proposal.code, title: proposal.title, kind: proposal.kind, hours: proposal.hours,
            aliases: proposal.aliases, audienceNotice: proposal.audienceNotice,
            prices: PriceSchedule(PriceList(member: .zero, nonMember: .zero)), editions: [])
        try add(
            proposal.editions.isEmpty
                ? [CourseEdition(id: edition, name: proposal.title, from: today, sections: [])] : proposal.editions)
        do {
            prices = PriceSchedule(try proposal.prices.approved())
        } catch {
            throw .prices(error)
        }
    }

    /// Revises the course; its editions stay, and new ones are added (C2).
    ///
    /// - Parameters:
    ///   - revised: The course with its new title, hours, aliases and notice.
    ///   - proposal: Prices that count from today on, while those that are approved for later days stay; nil if the
    ///     prices stay.
    ///   - today: The association's day.
    /// - Throws: `prices`, `editionsOnOneDay`, then `sectionTwice`.
    package mutating func revise(
        as revised: Course, prices proposal: PriceProposal?, adding editions: [CourseEdition], on today: Day
    ) throws(CourseRejection) {
        var course = revised
        if let proposal {
            do {
                course.prices.replace(with: try proposal.approved(), on: today)
            } catch {
                throw .prices(error)
            }
        }
        try course.add(editions)
        self = course
    }

    /// The names by which the course is known: a name means one course (C1).
    package var names: [String] { aliases + [title, code.rawValue] }

    private mutating func add(_ new: [CourseEdition]) throws(CourseRejection) {
        let all = editions + new
        guard Set(all.map(\.from)).count == all.count else { throw .editionsOnOneDay }
        for edition in new where Set(edition.sections.map(\.code)).count < edition.sections.count {
            throw .sectionTwice(edition: edition.name)
        }
        editions = all.sorted { $0.from < $1.from }
    }
}
