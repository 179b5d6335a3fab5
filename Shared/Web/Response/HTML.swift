/// A piece of an HTML page. What is interpolated is text and is escaped; only another `HTML` comes in as it is, so
/// markup can come from our own literals alone.
///
/// ```swift
/// let cell: HTML = "<td>\(name)</td>"
/// ```
package struct HTML: ExpressibleByStringInterpolation, Hashable, Sendable {
    package private(set) var text: String

    package init(stringLiteral value: String) {
        text = value
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    package static func + (left: HTML, right: HTML) -> HTML {
        var whole = left
        whole.text += right.text
        return whole
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 8)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ value: String) {
            text += htmlEscaped(value)
        }

        package mutating func appendInterpolation(_ html: HTML) {
            text += html.text
        }
    }
}

extension Sequence<HTML> {
    package func joined(separator: HTML = "") -> HTML {
        var whole: HTML = ""
        for (index, part) in enumerated() { whole = index == 0 ? part : whole + separator + part }
        return whole
    }
}

/// A text as content or attribute of an HTML page.
package func htmlEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
