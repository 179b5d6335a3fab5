/// The four services. The raw value is the name in topics, event types, sources and commands.
package enum ServiceName: String, CaseIterable, Codable, Sendable {
    case accounts
    case registration
    case certification
    case instructorQualification = "instructor-qualification"

    /// `ce_source` of every record that the service publishes. It never changes.
    package var source: String { "/muster/\(rawValue)" }
}
