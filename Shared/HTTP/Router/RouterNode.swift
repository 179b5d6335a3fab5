/// One segment of a pattern.
enum RouterPattern: Hashable {
    case literal(String)
    /// A parameter's name and the literal suffix that must follow it in the segment.
    case parameter(String, suffix: String)

    static func parse(_ pattern: String) throws(RouterError) -> [RouterPattern] {
        guard pattern.first == "/" else { throw .malformed(pattern: pattern) }
        guard pattern.utf8.count > 1 else { return [] }
        var segments: [RouterPattern] = []
        var names: Set<String> = []
        for text in pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard text.first == "{" else {
                guard !text.contains(where: { $0 == "{" || $0 == "}" }) else { throw .malformed(pattern: pattern) }
                segments.append(.literal(String(text)))
                continue
            }
            guard let end = text.firstIndex(of: "}") else { throw .malformed(pattern: pattern) }
            let name = String(text[text.index(after: text.startIndex)..<end])
            let suffix = String(text[text.index(after: end)...])
            guard !name.isEmpty, !name.contains("{"), !suffix.contains(where: { $0 == "{" || $0 == "}" }),
                names.insert(name).inserted
            else { throw .malformed(pattern: pattern) }
            segments.append(.parameter(name, suffix: suffix))
        }
        return segments
    }
}

/// A node of the router's tree: the segments that may follow and the routes that end here. Values are indices into the
/// router's list, because walking a tree of generic values would use witness tables at each request.
struct RouterNode: Sendable {
    struct Leaf: Sendable {
        let names: [String]
        let value: Int
    }

    struct Branch: Sendable {
        let suffix: String
        var node: RouterNode
    }

    private var literals: [String: RouterNode] = [:]
    /// Longest suffix first. The plain parameter, whose suffix is empty, is last.
    private var parameters: [Branch] = []
    private var leaves: [HTTPMethod: Leaf] = [:]

    mutating func add(
        _ method: HTTPMethod, _ segments: ArraySlice<RouterPattern>, names: [String], _ value: Int, pattern: String
    ) throws(RouterError) {
        guard let segment = segments.first else {
            guard leaves[method] == nil else { throw .duplicate(method, pattern: pattern) }
            leaves[method] = Leaf(names: names, value: value)
            return
        }
        let rest = segments.dropFirst()
        switch segment {
        case .literal(let text):
            var node = literals[text] ?? RouterNode()
            try node.add(method, rest, names: names, value, pattern: pattern)
            literals[text] = node
        case .parameter(let name, let suffix):
            let index = branch(suffix)
            try parameters[index].node.add(method, rest, names: names + [name], value, pattern: pattern)
        }
    }

    private mutating func branch(_ suffix: String) -> Int {
        if let index = parameters.firstIndex(where: { $0.suffix == suffix }) { return index }
        let index =
            parameters.firstIndex { $0.suffix.utf8.count < suffix.utf8.count } ?? parameters.endIndex
        parameters.insert(Branch(suffix: suffix, node: RouterNode()), at: index)
        return index
    }

    func find(_ method: HTTPMethod, _ segments: ArraySlice<String>, _ captured: inout [String]) -> Leaf? {
        guard let segment = segments.first else {
            return leaves[method] ?? (method == .head ? leaves[.get] : nil)
        }
        let rest = segments.dropFirst()
        if let leaf = literals[segment]?.find(method, rest, &captured) { return leaf }
        for branch in parameters {
            guard let value = branch.value(segment) else { continue }
            captured.append(value)
            if let leaf = branch.node.find(method, rest, &captured) { return leaf }
            captured.removeLast()
        }
        return nil
    }

    /// Returns the methods of every pattern that matches the path.
    func methods(_ segments: ArraySlice<String>) -> Set<HTTPMethod> {
        guard let segment = segments.first else {
            var methods = Set(leaves.keys)
            if methods.contains(.get) { methods.insert(.head) }
            return methods
        }
        let rest = segments.dropFirst()
        var methods = literals[segment]?.methods(rest) ?? []
        for branch in parameters where branch.value(segment) != nil {
            methods.formUnion(branch.node.methods(rest))
        }
        return methods
    }
}

extension RouterNode.Branch {
    /// Returns the parameter's value in the segment, or nil if the suffix does not match or the value would be empty.
    fileprivate func value(_ segment: String) -> String? {
        let rest = segment.utf8.count - suffix.utf8.count
        guard rest > 0 else { return nil }
        guard !suffix.isEmpty else { return segment }
        // Compared as bytes: as characters, a combining accent after the value would merge with the suffix.
        guard segment.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) else { return nil }
        return String(decoding: segment.utf8.prefix(rest), as: UTF8.self)
    }
}
