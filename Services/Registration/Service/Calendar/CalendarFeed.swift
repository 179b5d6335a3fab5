import Primitives
import RegistrationDomain

/// The calendar in iCalendar's form (C6, RFC 5545): whole days, one entry a class, lines folded at 75 bytes.
///
/// The feed has no seats, since a calendar program shows for days what it read once. `SEQUENCE` and `DTSTAMP` are those
/// of the plan's last change, so the same classes are the same bytes.
enum CalendarFeed {
    static func text(of entries: [CalendarEntry], _ courses: [CourseCode: Course]) -> String {
        Rule.keep(.C6)
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Muster//Training Calendar//EN", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "NAME:Training Calendar", "X-WR-CALNAME:Training Calendar",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
        ]
        for entry in entries { lines += event(entry, courses[entry.offering.course]) }
        lines.append("END:VCALENDAR")
        return lines.map(folded).joined(separator: "\r\n") + "\r\n"
    }

    private static func event(_ entry: CalendarEntry, _ course: Course?) -> [String] {
        let offering = entry.offering
        let venue = offering.venue
        let place = [venue.name, venue.address, venue.city, venue.state ?? "", venue.country]
        let changed = compact(entry.planChangedAt)
        var lines = [
            "BEGIN:VEVENT", "UID:\(offering.id)@muster", "DTSTAMP:\(changed)", "LAST-MODIFIED:\(changed)",
            "SEQUENCE:\(entry.planVersion)", "DTSTART;VALUE=DATE:\(compact(offering.startsOn))",
            // The end is the day after the last one.
            "DTEND;VALUE=DATE:\(compact(offering.endsOn.adding(days: 1)))", "SUMMARY:\(escaped(offering.title))",
            "LOCATION:\(escaped(place.filter { !$0.isEmpty }.joined(separator: ", ")))",
            "STATUS:\(offering.status == .published ? "CONFIRMED" : "CANCELLED")", "TRANSP:TRANSPARENT",
        ]
        if let course {
            lines.append("CATEGORIES:\(escaped(course.title))")
            if let notice = course.audienceNotice { lines.append("DESCRIPTION:\(escaped(notice))") }
        }
        return lines + ["END:VEVENT"]
    }

    private static func compact(_ day: Day) -> String {
        day.description.filter { $0 != "-" }
    }

    /// `20260301T150000Z`, without the fraction.
    private static func compact(_ instant: Instant) -> String {
        let whole = Instant(secondsSince1970: instant.secondsSince1970)
        return whole.description.filter { $0 != "-" && $0 != ":" }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += "\\\(scalar)"
            case "\n": escaped += "\\n"
            default: if scalar.value >= 0x20, scalar.value != 0x7F { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }

    /// Folds a line to at most 75 bytes each, between characters; a continuation begins with a space.
    private static func folded(_ line: String) -> String {
        var folded = ""
        var length = 0
        for scalar in line.unicodeScalars {
            let size = UTF8.width(scalar)
            if length + size > 75 {
                folded += "\r\n "
                length = 1
            }
            folded.unicodeScalars.append(scalar)
            length += size
        }
        return folded
    }
}
