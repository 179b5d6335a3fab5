/// The four services; the raw value is the name in topics, event types, sources and commands.
package enum ServiceName: String, CaseIterable, Codable, Sendable {
    case accounts
    case registration
    case certification
    case instructorQualification = "instructor-qualification"

    /// `ce_source` of everything that the service publishes, for ever.
    package var source: String { "/muster/\(rawValue)" }
}
