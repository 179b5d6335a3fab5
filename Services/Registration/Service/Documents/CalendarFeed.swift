import Primitives
import RegistrationDomain

/// The calendar in iCalendar's form (RFC 5545): whole days, one entry a class, lines folded at 75 bytes.
enum CalendarFeed {
    static func text(of offerings: [Offering], at now: Instant) -> String {
        let stamp = compact(now)
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Muster//Training Calendar//EN", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "X-WR-CALNAME:Training Calendar",
        ]
        for offering in offerings {
            let venue = offering.venue
            let place = [venue.name, venue.address, venue.city, venue.state ?? "", venue.country]
            lines += [
                "BEGIN:VEVENT", "UID:\(offering.id)@muster", "DTSTAMP:\(stamp)",
                "DTSTART;VALUE=DATE:\(compact(offering.startsOn))",
                // The end is the first day that is no longer part of it.
                "DTEND;VALUE=DATE:\(compact(offering.endsOn.adding(days: 1)))", "SEQUENCE:\(offering.version)",
                "SUMMARY:\(escaped(offering.title))",
                "LOCATION:\(escaped(place.filter { !$0.isEmpty }.joined(separator: ", ")))",
                "DESCRIPTION:\(escaped("\(offering.seatsRemaining) of \(offering.capacity) seats remaining"))",
                "STATUS:\(offering.status == .published ? "CONFIRMED" : "CANCELLED")", "END:VEVENT",
            ]
        }
        lines.append("END:VCALENDAR")
        return lines.map(folded).joined(separator: "\r\n") + "\r\n"
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
            default: if scalar.value >= 0x20 { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }

    /// At most 75 bytes a line, without cutting a character's bytes apart; what follows begins with a space.
    private static func folded(_ line: String) -> String {
        var folded = ""
        var length = 0
        for scalar in line.unicodeScalars {
            let size = String(scalar).utf8.count
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
