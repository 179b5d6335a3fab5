package import JSONSchema
import JSONTree

/// What became of an import's lines: the answer of every import.
package struct ImportReport: Encodable, Sendable {
    /// Why a line was not taken; the others are.
    package struct Rejected: Encodable, Error, Hashable {
        package let line: Int
        package let code: String
        package let detail: String

        package init(line: Int, code: String, detail: String) {
            self.line = line
            self.code = code
            self.detail = detail
        }
    }

    package var accepted = 0
    package var unchanged = 0
    /// The number of all rejected lines. `rejected` has the first of them only.
    package private(set) var rejectedCount = 0
    package private(set) var rejected: [Rejected] = []

    package static let mostRejected = 10_000

    package init() {}

    package mutating func reject(_ line: Rejected) {
        rejectedCount += 1
        if rejected.count < Self.mostRejected { rejected.append(line) }
    }

    /// In the file's order.
    mutating func sort() { rejected.sort { $0.line < $1.line } }

    /// For an endpoint's description.
    package static let description =
        "The first line names the columns. A line that cannot be imported is reported with its number and stops no "
        + "other; at most \(mostRejected) lines are reported."

    package static let schema = Schema.object(
        .required("accepted", .integer(min: 0)), .required("unchanged", .integer(min: 0)),
        .required("rejectedCount", .integer(min: 0)),
        .required(
            "rejected",
            .array(
                .object(
                    .required("line", .integer(min: 1)), .required("code", .string()), .required("detail", .string())),
                max: mostRejected)))
}
