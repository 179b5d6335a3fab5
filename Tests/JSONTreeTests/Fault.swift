/// A decoding error as the tests compare it: its kind and its path.
struct Fault: Hashable {
    enum Kind {
        case missing
        case null
        case type
        case value
    }

    let kind: Kind
    let path: String

    init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }

    init?(_ error: any Error) {
        func text(_ path: [any CodingKey]) -> String {
            path.map { "/" + ($0.intValue.map(String.init) ?? $0.stringValue) }.joined()
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context): self.init(.missing, text(context.codingPath + [key]))
        case DecodingError.valueNotFound(_, let context): self.init(.null, text(context.codingPath))
        case DecodingError.typeMismatch(_, let context): self.init(.type, text(context.codingPath))
        case DecodingError.dataCorrupted(let context): self.init(.value, text(context.codingPath))
        default: return nil
        }
    }
}
