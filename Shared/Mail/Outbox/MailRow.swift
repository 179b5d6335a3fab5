package import FoundationEssentials
package import JSONTree
import Postgres
package import Primitives

/// A message as it stands in the outbox, claimed by a sender.
package struct MailRow: Sendable {
    package var id: UUID
    package var kind: String
    package var about: UUID
    package var occasion: String
    /// Whose address is to be looked up; else `mailbox` is there.
    package var person: PersonID?
    package var mailbox: Mailbox?
    package var content: JSON
    package var writtenAt: Instant
    /// With the one under way.
    package var attempts: Int
    /// Seconds since it was written into the table, by the database's clock.
    package var age: Int

    static let columns: Query = """
        id, kind, about, occasion, person_id, name, address, content, written_at, attempts,
        EXTRACT(epoch FROM now() - created_at)::integer
        """

    init(_ row: Row) throws {
        id = try row.value(at: 0)
        kind = try row.value(at: 1)
        about = try row.value(at: 2)
        occasion = try row.value(at: 3)
        person = try row.value(at: 4)
        let name: String? = try row.value(at: 5)
        let address: String? = try row.value(at: 6)
        mailbox = address.map { Mailbox(name: name, address: $0) }
        content = try row.value(at: 7)
        writtenAt = try row.value(at: 8)
        attempts = try row.value(at: 9)
        age = try row.value(at: 10)
    }
}

/// What became of a message when it was to be sent.
package enum MailComposition: Hashable, Sendable {
    /// To this address, with these values for the template.
    case send(to: Mailbox, fields: [String: String])
    /// It no longer applies, and is not sent at all; why.
    case drop(String)
    /// Something is not there yet, such as the person's profile; what.
    case wait(String)
}
