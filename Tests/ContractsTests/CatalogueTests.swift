import Contracts
import Foundation
import Testing

/// Every declared type is in the catalogue, under its service.
@Suite struct CatalogueTests {
    @Test func `every declared type is listed, and listed once`() throws {
        var declared: [String] = []
        for source in try Documents.sources() {
            declared += source.matches(of: /\(\s*fact: "([^"\\]+)"/).map { "org.muster.\($0.1).v1" }
            declared += source.matches(of: /\(\s*state: "([^"\\]+)"/).map { "org.muster.\($0.1).state.v1" }
        }
        #expect(declared.sorted() == Catalogue.all.map(\.name).sorted())
    }

    @Test func `every type's name and topic are its service's`() {
        for service in ServiceName.allCases {
            for entry in Catalogue.entries(of: service) {
                #expect(entry.name.hasPrefix("org.muster.\(service.rawValue)."))
                #expect(entry.topic.service == service)
                #expect(entry.topic.isCompacted == entry.name.hasSuffix(".state.v1"))
                #expect(Catalogue.entry(named: entry.name)?.title == entry.title)
            }
        }
    }

    @Test func `titles are unique within a service, and every summary is a sentence`() {
        for service in ServiceName.allCases {
            let entries = Catalogue.entries(of: service)
            #expect(Set(entries.map(\.title)).count == entries.count)
            #expect(entries.allSatisfy { $0.summary.hasSuffix(".") })
        }
    }
}
