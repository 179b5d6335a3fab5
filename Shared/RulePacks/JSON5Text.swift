import JSONTree

/// A text in the part of JSON5 that people write: comments, unquoted names, single quotes, trailing commas.
///
/// It is rewritten as JSON line by line and read by the strict reader, which refuses duplicate members, so that a
/// syntax error has a line.
struct JSON5Text {
    private let source: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    init(_ text: String) {
        source = Array(text.utf8)
    }

    /// - Throws: `RulePackFault` with the line of the first syntax error.
    func tree() throws(RulePackFault) -> JSON {
        var text = self
        text.rewrite()
        do {
            return try JSON.parse(text.output)
        } catch {
            let line = text.output.prefix(error.offset).count { $0 == UInt8(ascii: "\n") } + 1
            throw RulePackFault(line: line, error)
        }
    }

    /// Leaves what it does not know as it is: the reader refuses it in its place.
    private mutating func rewrite() {
        while position < source.count {
            switch source[position] {
            case UInt8(ascii: "/"): skipComment()
            case UInt8(ascii: "\""), UInt8(ascii: "'"): copyString()
            case UInt8(ascii: ","): copyComma()
            case let byte where byte.isLetter: copyWord()
            case UInt8(ascii: "0")...UInt8(ascii: "9"): copyWhile { $0.isLetter || $0.isNumberPart }
            default: copyWhile { _ in false }
            }
        }
    }

    /// Copies one byte, and those after it for which `condition` holds.
    private mutating func copyWhile(_ condition: (UInt8) -> Bool) {
        repeat {
            output.append(source[position])
            position += 1
        } while position < source.count && condition(source[position])
    }

    /// The line breaks of a comment stay.
    private mutating func skipComment() {
        guard let end = endOfComment(at: position) else { return copyWhile { _ in false } }
        output += source[position..<end].filter { $0 == UInt8(ascii: "\n") }
        output.append(UInt8(ascii: " "))
        position = end
    }

    /// The index after the comment that begins at `start`; nil when none begins or it does not end.
    private func endOfComment(at start: Int) -> Int? {
        let rest = source[start...]
        if rest.starts(with: "//".utf8) { return rest.firstIndex(of: UInt8(ascii: "\n")) ?? source.count }
        guard rest.starts(with: "/*".utf8) else { return nil }
        var index = start + 2
        while index + 1 < source.count {
            if source[index] == UInt8(ascii: "*"), source[index + 1] == UInt8(ascii: "/") { return index + 2 }
            index += 1
        }
        return nil
    }

    private mutating func copyString() {
        let quote = source[position]
        output.append(UInt8(ascii: "\""))
        position += 1
        while position < source.count, source[position] != quote, source[position] != UInt8(ascii: "\n") {
            switch source[position] {
            case UInt8(ascii: "\\") where position + 1 < source.count:
                let escapesQuote = source[position + 1] == UInt8(ascii: "'")
                output += escapesQuote ? [UInt8(ascii: "'")] : source[position...position + 1]
                position += 2
            case UInt8(ascii: "\""):
                output += Array("\\\"".utf8)
                position += 1
            default: copyWhile { _ in false }
            }
        }
        guard position < source.count, source[position] == quote else { return }
        output.append(UInt8(ascii: "\""))
        position += 1
    }

    /// Leaves out a comma before the end of its list or object.
    private mutating func copyComma() {
        position += 1
        let follows = significant(from: position)
        let precedes = output.last { !$0.isSpace }
        let isTrailing = follows.map { [UInt8(ascii: "]"), UInt8(ascii: "}")].contains($0) } ?? false
        let isFirst = precedes.map { [UInt8(ascii: "["), UInt8(ascii: "{")].contains($0) } ?? true
        output.append(isTrailing && !isFirst ? UInt8(ascii: " ") : UInt8(ascii: ","))
    }

    /// Quotes a word that is a member's name.
    private mutating func copyWord() {
        let start = output.count
        copyWhile { $0.isLetter || $0.isDigit }
        guard significant(from: position) == UInt8(ascii: ":") else { return }
        output.insert(UInt8(ascii: "\""), at: start)
        output.append(UInt8(ascii: "\""))
    }

    /// The next byte that is neither space nor comment.
    private func significant(from start: Int) -> UInt8? {
        var index = start
        while index < source.count {
            if source[index].isSpace {
                index += 1
            } else if let end = endOfComment(at: index) {
                index = end
            } else {
                return source[index]
            }
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { [0x20, 0x09, 0x0A, 0x0D].contains(self) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isNumberPart: Bool {
        isDigit || [UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(self)
    }
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || [UInt8(ascii: "_"), UInt8(ascii: "$")].contains(self)
    }
}
