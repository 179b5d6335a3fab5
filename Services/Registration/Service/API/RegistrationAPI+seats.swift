import Documents
import HTTP
import JSONSchema
import Messaging
import Primitives
import RegistrationDomain
import Web

/// D7, D8: rosters and waitlists.
extension RegistrationAPI {
    var seatEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/offerings/{id}/roster", "Who sits in the class", access: .signedIn,
                answers: [.ok(RosterDTO.schema), .csv, .pdf]
            ) { call in
                let offering = try await offering(call)
                try await admit(try call.signedIn(), to: offering, hostReads: true)
                let holders = try await holders(of: offering).filter { $0.status != .waitlisted }
                switch call.preferred(["application/json", "text/csv", "application/pdf"]) {
                case "text/csv":
                    return .bytes("text/csv; charset=utf-8", Self.csv(holders), fileName: "roster.csv")
                case "application/pdf":
                    let roster = RosterDocument(offering: offering, holders: holders, printedAt: call.now)
                    return .bytes("application/pdf", try await roster.pdf(renderer), fileName: "roster.pdf")
                default: break
                }
                let kinds = Dictionary(grouping: holders, by: \.kind.rawValue).mapValues(\.count)
                return try .ok(
                    RosterDTO(
                        offeringId: offering.id, title: offering.title, startsOn: offering.startsOn,
                        endsOn: offering.endsOn, capacity: offering.capacity, seatsRemaining: offering.seatsRemaining,
                        seatsByKind: kinds, items: holders))
            },
            Endpoint(
                "GET", "/v1/offerings/{id}/waitlist", "Who waits for a seat, in order", access: .signedIn,
                query: .paging, answers: [.page(of: SeatHolderDTO.schema)]
            ) { call in
                let offering = try await offering(call)
                try await admit(try call.signedIn(), to: offering, hostReads: true)
                let waiting = try await holders(of: offering).filter { $0.status == .waitlisted }
                // By position, so that whoever leaves meanwhile moves the others and hides nobody for good.
                let after = try call.cursor()?.values(Int.self) ?? 0
                return try .ok(
                    Page(
                        waiting.filter { ($0.position ?? 0) > after }, limit: try call.limit(), item: { $0 },
                        cursor: { Cursor($0.position ?? 0) }))
            },
        ]
    }

    private func holders(of offering: Offering) async throws -> [SeatHolderDTO] {
        let records = try await store.activeRegistrations(of: offering.id, from: store.database)
        let names = try await store.names(of: records.map(\.registration.person), from: store.database)
        let nameless = records.map(\.registration.person).filter { names[$0] == nil }
        let erased = nameless.isEmpty ? [] : try await store.erased(of: nameless, from: store.database)
        let completions = try await store.completions(
            of: records.map(\.registration.id), from: store.database)
        var position = 0
        return records.map { record in
            let registration = record.registration
            let name = names[registration.person]
            if registration.status == .waitlisted { position += 1 }
            return SeatHolderDTO(
                registrationId: registration.id, personId: registration.person,
                profile: name != nil ? .known : erased.contains(registration.person) ? .erased : .pending,
                givenName: name?.given, familyName: name?.family, email: name?.email, kind: registration.kind,
                status: registration.status,
                position: registration.status == .waitlisted ? position : nil,
                completionId: completions[registration.id])
        }
    }

    private static func csv(_ holders: [SeatHolderDTO]) -> [UInt8] {
        var csv = CSVWriter(
            header: ["registrationId", "personId", "familyName", "givenName", "email", "kind", "status"])
        for holder in holders {
            csv.append([
                holder.registrationId.description, holder.personId.description, holder.familyNameOrWhy,
                holder.givenName ?? "", holder.email ?? "", holder.kind.rawValue, holder.status.rawValue,
            ])
        }
        return csv.bytes
    }
}
