/// The command line `benchmarks <command> --name value …`.
struct Arguments: Sendable {
    let command: String
    private let values: [String: String]

    init(_ words: [String]) throws {
        command = words.count > 1 ? words[1] : ""
        var values: [String: String] = [:]
        var rest = words.dropFirst(2)
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), let value = rest.popFirst() else {
                throw BenchmarkError("\(word) wants a value")
            }
            values[String(word.dropFirst(2))] = value
        }
        self.values = values
    }

    func text(_ name: String, or standard: String? = nil) throws -> String {
        guard let value = values[name] ?? standard else { throw BenchmarkError("--\(name) is missing") }
        return value
    }

    func number(_ name: String, or standard: Int) throws -> Int {
        guard let text = values[name] else { return standard }
        guard let number = Int(text), number >= 0 else { throw BenchmarkError("--\(name) wants a number") }
        return number
    }

    func numbers(_ name: String, or standard: [Int]) throws -> [Int] {
        guard let text = values[name] else { return standard }
        return try text.split(separator: ",").map { part in
            guard let number = Int(part), number > 0 else { throw BenchmarkError("--\(name) wants numbers") }
            return number
        }
    }
}

/// An error that the user of the benchmarks can fix.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
