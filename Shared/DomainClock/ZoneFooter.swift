import Primitives

/// The rule for all years after a zone file's last change, as POSIX writes it: `CST6CDT,M3.2.0,M11.1.0`.
struct ZoneFooter: Sendable {
    /// Seconds east of Greenwich.
    let standard: Int
    /// nil where the clock is never changed.
    let summer: (offset: Int, from: Change, to: Change)?

    /// A day of each year and the second of that day, by the clock as it stands before the change.
    struct Change: Sendable {
        enum Rule: Sendable {
            /// The n-th weekday (0 is Sunday) of a month; the fifth is the last.
            case weekday(month: Int, week: Int, day: Int)
            /// Day 1 to 365 of the year, 29 February never counted.
            case withoutLeapDay(Int)
            /// Day 0 to 365 of the year.
            case counted(Int)
        }
        let rule: Rule
        let second: Int

        /// Seconds since 1970 on the wall.
        func wall(in year: Int) -> Int? {
            guard let newYear = Day(year: year, month: 1, day: 1) else { return nil }
            let day: Day
            switch rule {
            case .counted(let number): day = newYear.adding(days: number)
            case .withoutLeapDay(let number):
                let isLeap = Day(year: year, month: 2, day: 29) != nil
                day = newYear.adding(days: number - 1 + (isLeap && number >= 60 ? 1 : 0))
            case .weekday(let month, let week, let weekday):
                guard let first = Day(year: year, month: month, day: 1) else { return nil }
                // 1970-01-01 was a Thursday.
                let firstWeekday = ((first.daysSince1970 + 4) % 7 + 7) % 7
                var number = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
                while Day(year: year, month: month, day: number) == nil { number -= 7 }
                day = first.adding(days: number - 1)
            }
            return day.daysSince1970 * 86_400 + second
        }
    }

    func offset(at second: Int) -> Int {
        guard let summer else { return standard }
        let year = Instant(secondsSince1970: second + standard).utcDay.parts.year
        guard let from = summer.from.wall(in: year), let to = summer.to.wall(in: year) else { return standard }
        let begins = from - standard
        let ends = to - summer.offset
        // South of the equator summer runs over the new year.
        let isSummer = begins < ends ? (begins..<ends).contains(second) : !(ends..<begins).contains(second)
        return isSummer ? summer.offset : standard
    }

    /// nil for what is no such rule.
    init?(_ text: String) {
        var reader = Reader(rest: text.utf8[...])
        guard reader.skipName(), let standard = reader.time() else { return nil }
        self.standard = -standard
        if reader.rest.isEmpty {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = self.standard + 3600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let written = reader.time() else { return nil }
            offset = -written
        }
        guard let from = reader.change(), let to = reader.change(), reader.rest.isEmpty else { return nil }
        summer = (offset, from, to)
    }
}

extension ZoneFooter {
    private struct Reader {
        var rest: Substring.UTF8View

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        /// `CST`, or in angle brackets what has digits: `<-03>`.
        mutating func skipName() -> Bool {
            if take("<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[rest.index(after: end)...]
                return true
            }
            let letters = rest.prefix { (0x41...0x5A).contains($0 & ~0x20) }.count
            rest.removeFirst(letters)
            return letters >= 3
        }

        mutating func number() -> Int? {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...3).contains(digits.count) else { return nil }
            rest.removeFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        /// `6`, `-3:30`, `+167:00:00`, in seconds.
        mutating func time() -> Int? {
            let sign = take("-") ? -1 : 1
            if sign == 1 { _ = take("+") }
            guard var seconds = number().map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] where take(":") {
                guard let number = number() else { return nil }
                seconds += number * unit
            }
            return sign * seconds
        }

        /// `,M3.2.0`, `,J60/2`, `,300/-1:30`.
        mutating func change() -> Change? {
            guard take(",") else { return nil }
            let rule: Change.Rule
            if take("M") {
                guard let month = number(), take("."), let week = number(), take("."), let day = number(),
                    (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
                else { return nil }
                rule = .weekday(month: month, week: week, day: day)
            } else if take("J") {
                guard let day = number(), (1...365).contains(day) else { return nil }
                rule = .withoutLeapDay(day)
            } else {
                guard let day = number(), (0...365).contains(day) else { return nil }
                rule = .counted(day)
            }
            guard take("/") else { return Change(rule: rule, second: 7200) }
            return time().map { Change(rule: rule, second: $0) }
        }
    }
}
