import Primitives

/// Finds the chart of a person's certificates, under any of their ids (F3, A5).
struct FindChart: Sendable {
    let charts: ChartRepository

    /// Returns a page of the chart, the newest first, and one more line if there is one.
    func callAsFunction(of person: PersonID, after: (Day, CertificateID)?, limit: Int) async throws -> [ChartLine] {
        Rule.keep(.F3, .A5)
        return try await charts.list(of: person, after: after, limit: limit)
    }
}
