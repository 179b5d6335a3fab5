package import Executors
package import FoundationEssentials
package import JSONTree
package import Messaging
import Postgres
package import Primitives
import ServiceKit

/// A message to send: its kind, its subject matter and its recipient. Its text is composed when it is sent.
package struct NewMail: Hashable, Sendable {
    package enum Recipient: Hashable, Sendable {
        /// A person, whose address is looked up when the mail is sent.
        case person(PersonID)
        case mailbox(Mailbox)
    }

    package var kind: String
    /// The id of the entity that the mail is about, such as a registration or an invoice.
    package var about: UUID
    /// Distinguishes messages of one kind about one entity. A mail is unique by `kind`, `about` and `occasion`.
    package var occasion: String
    package var recipient: Recipient
    /// Values that cannot be looked up when the mail is sent, such as a code or the previous dates of a class.
    package var content: [String: JSON]

    package init(
        _ kind: String, about: UUID, occasion: String = "", to recipient: Recipient, content: [String: JSON] = [:]
    ) {
        self.kind = kind
        self.about = about
        self.occasion = occasion
        self.recipient = recipient
        self.content = content
    }
}

/// The outbox table of a service. A message is written in the transaction of the change that it reports, so there is
/// never one without the other. `MailSender` sends it later.
package struct MailOutbox: Sendable {
    /// Wakes the sender.
    package let wakeup: AsyncSignal

    package init(wakeup: AsyncSignal = AsyncSignal()) {
        self.wakeup = wakeup
    }

    /// Writes messages with one statement. Messages that exist already (by kind, about and occasion) are left
    /// unchanged.
    ///
    /// - Parameter now: the domain clock's time, recorded as `written_at`.
    package func write(_ mails: [NewMail], at now: Instant, in unit: UnitOfWork) {
        guard !mails.isEmpty else { return }
        let people: [PersonID?] = mails.map { if case .person(let id) = $0.recipient { id } else { nil } }
        let boxes: [Mailbox?] = mails.map { if case .mailbox(let box) = $0.recipient { box } else { nil } }
        unit.sql.enqueue(
            """
            INSERT INTO mail_outbox (id, kind, about, occasion, person_id, name, address, content, written_at)
            SELECT *, \(now) FROM unnest(
                \(mails.map { _ in UUID.version7() }), \(mails.map(\.kind)), \(mails.map(\.about)),
                \(mails.map(\.occasion)), \(people), \(boxes.map { $0?.name }), \(boxes.map { $0?.address }),
                \(mails.map { JSON.object($0.content) }))
            ON CONFLICT DO NOTHING
            """)
        wake(with: unit)
    }

    /// Wakes the sender when the unit commits. For services' own statements that write into the table.
    package func wake(with unit: UnitOfWork) {
        unit.sql.onCommit { [wakeup] in wakeup.raise() }
    }
}
