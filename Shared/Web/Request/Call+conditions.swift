import HTTP
package import UseCases

extension Call {
    /// Returns the versions that `If-Match` names. A tag that is not a version of ours matches none.
    package func versionMatch() -> VersionMatch {
        guard let field = request.headers["If-Match"], field != "*" else { return .any }
        return .oneOf(field.split(separator: ",").compactMap { EntityTag.version(String($0)) })
    }

    /// `Idempotency-Key`, checked: 1 to 255 visible ASCII characters.
    package var idempotencyKey: String? { request.headers["Idempotency-Key"] }

    /// Returns the content type that the client prefers by `Accept`; the first of them when it has no preference or
    /// accepts none.
    package func preferred(_ types: [String]) -> String {
        guard let accept = request.headers["Accept"], let first = types.first else { return types.first ?? "" }
        let ranges = accept.lowercased().split(separator: ",").map(MediaRange.init)
        func quality(_ type: String) -> Double {
            ranges.filter { $0.includes(type) }.max { $0.precision < $1.precision }?.quality ?? 0
        }
        var best = (type: first, quality: 0.0)
        for type in types where quality(type) > best.quality { best = (type, quality(type)) }
        return best.type
    }
}

/// A range of an `Accept` field, such as `text/*;q=0.5`.
private struct MediaRange {
    let range: Substring
    let quality: Double

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " } }
        range = Substring(parts.first ?? "")
        quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
    }

    /// A more precise range takes precedence.
    var precision: Int { range == "*/*" ? 0 : range.hasSuffix("/*") ? 1 : 2 }

    func includes(_ type: String) -> Bool {
        range == "*/*" || range == type || range.hasSuffix("/*") && type.hasPrefix(range.dropLast())
    }
}
