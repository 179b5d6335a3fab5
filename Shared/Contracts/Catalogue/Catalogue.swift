/// Every event type of the suite, by the service that publishes it. Documents and tests are made from it.
///
/// Each contract file lists its own types, and a test checks that none is missing.
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

    /// Returns the type with a `ce_type`; nil if it is unknown. Readers ignore records of unknown types.
    package static func entry(named name: String) -> (any CatalogueEntry)? {
        byName[name]
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
