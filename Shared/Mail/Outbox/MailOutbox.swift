package import Executors
package import FoundationEssentials
package import JSONTree
package import Messaging
import Postgres
package import Primitives
import ServiceKit

/// A message that is to be sent: what of, about what, and to whom. Its words are chosen when it is sent.
package struct NewMail: Hashable, Sendable {
    package enum Recipient: Hashable, Sendable {
        /// Whose address is looked up when the mail is sent.
        case person(PersonID)
        case mailbox(Mailbox)
    }

    package var kind: String
    /// The id of what it tells of: a registration, an invoice.
    package var about: UUID
    /// Tells two messages of one kind about one thing apart; together they are what is never sent twice.
    package var occasion: String
    package var recipient: Recipient
    /// What cannot be read anew when the mail is sent, such as a code or what a class's dates were before.
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

/// The table of a service's mails. A message is written in the transaction of what it tells, so there is no mail without the change
/// and no change without the mail; `MailSender` takes it from there.
package struct MailOutbox: Sendable {
    /// Ends the sender's wait.
    package let wakeup: AsyncSignal

    package init(wakeup: AsyncSignal = AsyncSignal()) {
        self.wakeup = wakeup
    }

    /// Writes the messages in one statement; those that are there already (by kind, about and occasion) stay as they are.
    ///
    /// - Parameter now: by the domain clock, for the mail's age and for what decides by it.
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

    /// Wakes the sender when the unit commits: for statements of a service's own that write into the table.
    package func wake(with unit: UnitOfWork) {
        unit.sql.onCommit { [wakeup] in wakeup.raise() }
    }
}
