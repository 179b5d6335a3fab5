package import FoundationEssentials
package import JSONTree
import Postgres
package import Primitives

/// A message in the outbox that a sender has claimed.
package struct MailRow: Sendable {
    package var id: UUID
    package var kind: String
    package var about: UUID
    package var occasion: String
    /// The person whose address is looked up; nil if `mailbox` is set.
    package var person: PersonID?
    package var mailbox: Mailbox?
    package var content: JSON
    package var writtenAt: Instant
    /// The number of attempts, including the present one.
    package var attempts: Int
    /// Seconds since the message was written, by the database's clock.
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

/// The result of composing a message.
package enum MailComposition: Hashable, Sendable {
    /// Send to this address with these values for the template.
    case send(to: Mailbox, fields: [String: String])
    /// The message no longer applies and is not sent, for this reason.
    case drop(String)
    /// Required data, such as the person's profile, has not arrived. The text says which.
    case wait(String)
}
