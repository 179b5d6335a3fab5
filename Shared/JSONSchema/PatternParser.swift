/// Reads a `Pattern`'s text; stops the program at anything outside of its language.
struct PatternParser {
    private let source: String
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ source: String) {
        self.source = source
        scalars = Array(source.unicodeScalars)
    }

    mutating func pattern() -> Pattern.Node {
        let node = alternatives()
        if position < scalars.count { fail("unexpected \(scalars[position])") }
        return node
    }

    private func fail(_ reason: String) -> Never {
        preconditionFailure("pattern \(source): \(reason) at \(position)")
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func alternatives() -> Pattern.Node {
        var nodes = [sequence()]
        while take("|") { nodes.append(sequence()) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() -> Pattern.Node {
        var nodes: [Pattern.Node] = []
        while let scalar = next, scalar != "|", scalar != ")" { nodes.append(quantified(atom())) }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom() -> Pattern.Node {
        guard let scalar = next else { fail("the pattern ends too early") }
        position += 1
        switch scalar {
        case "^": return .start
        case "$": return .end
        case "(":
            if take("?") { if !take(":") { fail("only (?: is known") } }
            let node = alternatives()
            if !take(")") { fail("expected )") }
            return node
        case "[": return characterClass()
        case ".", "*", "+", "?", "{", "}", "]": fail("\(scalar) is not allowed here")
        case "\\": return one(escaped())
        default: return one(scalar)
        }
    }

    private func one(_ scalar: Unicode.Scalar) -> Pattern.Node {
        .set([scalar.value...scalar.value], negated: false)
    }

    private mutating func quantified(_ node: Pattern.Node) -> Pattern.Node {
        if take("*") { return .repeated(node, 0...Int.max) }
        if take("+") { return .repeated(node, 1...Int.max) }
        if take("?") { return .repeated(node, 0...1) }
        guard take("{") else { return node }
        let least = number()
        var most = least
        if take(",") { most = next == "}" ? .max : number() }
        if !take("}") || most < least { fail("expected {m}, {m,} or {m,n}") }
        return .repeated(node, least...most)
    }

    private mutating func number() -> Int {
        var digits = ""
        while let scalar = next, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard let value = Int(digits) else { fail("expected a number") }
        return value
    }

    private mutating func characterClass() -> Pattern.Node {
        let negated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !take("]") {
            let low = member()
            var high = low
            if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                high = member()
            }
            if high < low { fail("a range runs backwards") }
            ranges.append(low.value...high.value)
        }
        return .set(ranges, negated: negated)
    }

    private mutating func member() -> Unicode.Scalar {
        guard let scalar = next else { fail("expected ]") }
        position += 1
        return scalar == "\\" ? escaped() : scalar
    }

    private mutating func escaped() -> Unicode.Scalar {
        guard let scalar = next else { fail("the pattern ends too early") }
        position += 1
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            var hex = ""
            hex.unicodeScalars.append(contentsOf: scalars[position..<min(position + 4, scalars.count)])
            guard hex.utf8.count == 4, let value = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(value) else {
                fail("expected four hexadecimal digits")
            }
            position += 4
            return scalar
        case "a"..."z", "A"..."Z", "0"..."9": fail("the escape \\\(scalar) is not known: write the class out")
        default: return scalar
        }
    }
}
