/// Returns hours of a record as whole minutes.
package func wholeMinutes(ofHours hours: Double) -> Int { Int((hours * 60).rounded()) }

/// Returns minutes as a text in hours: `159.5 hours`, `1 hour`.
package func hoursText(_ minutes: Int) -> String {
    let hours = minutes / 60
    let hundredths = minutes % 60 * 100 / 60
    var text = "\(hours)"
    if hundredths != 0 {
        text += ".\(hundredths < 10 ? "0" : "")\(hundredths)"
        if text.hasSuffix("0") { text.removeLast() }
    }
    return minutes == 60 ? "1 hour" : "\(text) hours"
}
