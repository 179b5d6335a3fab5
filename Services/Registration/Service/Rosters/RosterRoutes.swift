import Documents
import HTTP
import JSONTree
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Rosters and waitlists of classes (D7, D8).
struct RosterRoutes: Sendable {
    let find: FindRoster
    let renderer: PDFRenderer

    init(_ parts: RegistrationParts) {
        renderer = parts.renderer
        find = FindRoster(
            offerings: OfferingRepository(database: parts.database), people: PersonRepository(database: parts.database),
            registrations: RegistrationRepository(database: parts.database), access: OfferingAccess(),
            completions: CompletionRepository(database: parts.database))
    }

    var roster: Operation {
        Operation(
            "Show the persons who have a seat in a class", access: .signedIn,
            answers: [.ok(RosterDTO.self), .csv, .pdf]
        ) { call in
            let (offering, all) = try await find(try call.path("id"), for: try call.signedIn())
            let holders = all.filter { $0.position == nil }
            switch call.preferred(["application/json", "text/csv", "application/pdf"]) {
            case "text/csv":
                return .bytes("text/csv; charset=utf-8", Self.csv(holders), fileName: "roster.csv")
            case "application/pdf":
                let roster = RosterDocument(offering: offering, holders: holders, printedAt: call.now)
                return .bytes("application/pdf", try await roster.pdf(renderer), fileName: "roster.pdf")
            default: return try .ok(RosterDTO(offering, holders))
            }
        }
    }

    var waitlist: Operation {
        Operation(
            "List the persons who wait for a seat, in order", access: .signedIn, query: .paging,
            answers: [.page(of: SeatHolderDTO.self)]
        ) { call in
            let (_, all) = try await find(try call.path("id"), for: try call.signedIn())
            // The cursor is a position. A person who leaves meanwhile moves the others up and hides none for good.
            let after = try call.cursor()?.values(Int.self) ?? 0
            let waiting = all.filter { ($0.position ?? 0) > after }
            return try .ok(
                Page(
                    waiting, limit: try call.limit(), item: SeatHolderDTO.init,
                    cursor: { Cursor($0.position ?? 0) }))
        }
    }

    private static func csv(_ holders: [SeatHolder]) -> [UInt8] {
        var csv = CSVWriter(
            header: ["registrationId", "personId", "familyName", "givenName", "email", "kind", "status"])
        for holder in holders {
            let registration = holder.record.registration
            csv.append([
                registration.id.description, registration.person.description, holder.shownFamilyName,
                holder.name?.given ?? "", holder.name?.email ?? "", registration.kind.rawValue,
                registration.status.rawValue,
            ])
        }
        return csv.bytes
    }
}
