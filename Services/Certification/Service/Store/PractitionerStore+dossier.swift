import Postgres
import Primitives

extension PractitionerStore {
    /// An application with all that is shown of it.
    struct Dossier: Sendable {
        let record: Record
        var credits: [CreditRecord] = []
        var documents: [Document] = []
    }

    /// The applications' dossiers in their order, read in one round trip however many they are.
    func dossiers(of records: [Record], from source: any RowSource) async throws -> [Dossier] {
        let ids = records.map(\.id)
        let rows = try await source.batch([Self.credits(of: ids), Self.documents(of: ids)])
        let credits = Dictionary(grouping: try rows[0].map(Self.credit), by: \.application)
        let documents = Dictionary(grouping: try rows[1].map(Self.document), by: \.application)
        return records.map { record in
            Dossier(
                record: record, credits: credits[record.id, default: []].map(\.credit),
                documents: documents[record.id, default: []].map(\.document))
        }
    }
}
