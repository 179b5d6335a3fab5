import HTTP

extension Call {
    /// The version in `If-Match`; nil when the change is unconditional. A tag that no version of ours can have is -1.
    package var ifMatch: Int? {
        guard let field = request.headers["If-Match"], field != "*" else { return nil }
        let tags = field.split(separator: ",").compactMap { EntityTag.version(String($0)) }
        return tags.first ?? -1
    }

    /// Refuses with 412 a change whose `If-Match` names another version than the current one.
    package func requireMatch(_ version: Int) throws {
        guard let field = request.headers["If-Match"], field != "*" else { return }
        let tags = field.split(separator: ",").compactMap { EntityTag.version(String($0)) }
        guard tags.contains(version) else { throw Problem(.preconditionFailed) }
    }

    /// `Idempotency-Key`, checked: 1 to 255 visible ASCII characters.
    package var idempotencyKey: String? { request.headers["Idempotency-Key"] }

    /// Which of the content types the client likes best, by `Accept`: the first of them when it does not care, or likes
    /// none.
    package func preferred(_ types: [String]) -> String {
        guard let accept = request.headers["Accept"], let first = types.first else { return types.first ?? "" }
        let wishes = accept.lowercased().split(separator: ",").map(Wish.init)
        func quality(_ type: String) -> Double {
            wishes.filter { $0.fits(type) }.max { $0.weight < $1.weight }?.quality ?? 0
        }
        var best = (type: first, quality: 0.0)
        for type in types where quality(type) > best.quality { best = (type, quality(type)) }
        return best.type
    }
}

/// One range of an `Accept` field.
private struct Wish {
    let range: Substring
    let quality: Double

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " } }
        range = Substring(parts.first ?? "")
        quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
    }

    /// More exact ranges weigh more.
    var weight: Int { range == "*/*" ? 0 : range.hasSuffix("/*") ? 1 : 2 }

    func fits(_ type: String) -> Bool {
        range == "*/*" || range == type || range.hasSuffix("/*") && type.hasPrefix(range.dropLast())
    }
}

/// A resource's version as its entity tag: `"5"`.
enum EntityTag {
    static func text(_ version: Int) -> String { "\"\(version)\"" }

    /// The version in a strong tag, nil for anything else.
    static func version(_ tag: String) -> Int? {
        let tag = tag.filter { $0 != " " }
        guard tag.utf8.count > 2, tag.first == "\"", tag.last == "\"" else { return nil }
        return Int(tag.dropFirst().dropLast())
    }
}
