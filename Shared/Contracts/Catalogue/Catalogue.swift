/// Every event type of the suite, by the service that publishes it: what documents and tests go through.
///
/// Each contract file lists its own types; a test proves that none is missing.
package enum Catalogue {
    package static func entries(of service: ServiceName) -> [any CatalogueEntry] {
        switch service {
        case .accounts: agencies + assignments + memberships + people + profiles + keys
        case .registration:
            allotments + attendance + completions + courses + hostRequests + offerings + payments + seats
        case .certification: certificates + credentials + practitionerApplications
        case .instructorQualification: candidates + instructorApplications + instructors
        }
    }

    package static let all = ServiceName.allCases.flatMap(entries(of:))

    /// Returns the type of that `ce_type`; nil for an unknown one, which a reader ignores.
    package static func entry(named name: String) -> (any CatalogueEntry)? {
        byName[name]
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
