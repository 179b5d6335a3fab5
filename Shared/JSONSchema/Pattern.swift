import JSONTree

/// A regular expression of the part of ECMA 262 that means the same in every validator: literals, `[classes]`, groups
/// `(…)` and `(?:…)`, `|`, `?`, `*`, `+`, `{m,n}`, `^`, `$`, and the escapes `\uXXXX`, `\n`, `\r`, `\t` and `\` before
/// punctuation. Not `.`, `\d`, `\w` and `\s`, in which validators differ: write the class out.
///
/// It matches Unicode scalars, which JSON Schema's lengths count, and is not anchored unless it has `^` or `$`.
/// Patterns are written in code only: a mistake in one stops the program where the schema is declared.
package struct Pattern: Sendable, Hashable, ExpressibleByStringLiteral {
    package let source: String
    private let root: Node

    package init(_ source: String) {
        var parser = PatternParser(source)
        self.source = source
        root = parser.pattern()
    }

    package init(stringLiteral source: String) {
        self.init(source)
    }

    /// Returns whether the pattern matches anywhere in the text.
    package func matches(_ text: String) -> Bool {
        let scalars = ContiguousArray(text.unicodeScalars)
        for start in 0...scalars.count where Self.match(root, scalars, start, { _ in true }) { return true }
        return false
    }

    indirect enum Node: Sendable, Hashable {
        case set([ClosedRange<UInt32>], negated: Bool)
        case sequence([Node])
        case alternatives([Node])
        case repeated(Node, ClosedRange<Int>)
        case start
        case end
    }

    /// Matches with backtracking: `then` returns whether the rest of the pattern matches from a position.
    private static func match(
        _ node: Node, _ text: ContiguousArray<Unicode.Scalar>, _ position: Int, _ then: (Int) -> Bool
    ) -> Bool {
        switch node {
        case .start: return position == 0 && then(position)
        case .end: return position == text.count && then(position)
        case .set(let ranges, let negated):
            return position < text.count && holds(ranges, negated, text[position]) && then(position + 1)
        case .sequence(let nodes): return match(nodes[...], text, position, then)
        case .alternatives(let nodes): return nodes.contains { match($0, text, position, then) }
        case .repeated(.set(let ranges, let negated), let count):
            var end = position
            let furthest = count.upperBound < text.count - position ? position + count.upperBound : text.count
            while end < furthest, holds(ranges, negated, text[end]) { end += 1 }
            while end - position >= count.lowerBound {
                if then(end) { return true }
                end -= 1
            }
            return false
        case .repeated(let inner, let count):
            if count.upperBound > 0 {
                let rest = Node.repeated(
                    inner, max(0, count.lowerBound - 1)...(count.upperBound == .max ? .max : count.upperBound - 1))
                let again = match(inner, text, position) { $0 > position && match(rest, text, $0, then) }
                if again { return true }
            }
            return count.lowerBound == 0 && then(position)
        }
    }

    private static func match(
        _ nodes: ArraySlice<Node>, _ text: ContiguousArray<Unicode.Scalar>, _ position: Int, _ then: (Int) -> Bool
    ) -> Bool {
        guard let first = nodes.first else { return then(position) }
        return match(first, text, position) { match(nodes.dropFirst(), text, $0, then) }
    }

    private static func holds(_ ranges: [ClosedRange<UInt32>], _ negated: Bool, _ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != negated
    }
}
