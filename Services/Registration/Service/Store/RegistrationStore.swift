import DomainClock
import Executors
import Mail
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import RulePacks

/// The service's tables: reads for the API, and the steps of its transactions.
///
/// Steps take the `UnitOfWork` of `Journal.update`, which alone commits. Whatever changes an offering, its seats,
/// registrations or money locks the offering's row first (`lock`), so all facts of one offering are decided one after
/// the other (W1, D1).
struct RegistrationStore: Sendable {
    let database: PostgresClient
    let journal: Journal
    let policies: Policies
    /// Ends the wait of the job that carries out refunds, after a commit that ordered one.
    let refundsWakeup = AsyncSignal()
    let mail: MailOutbox

    init(database: PostgresClient, journal: Journal, policies: Policies, mail: MailOutbox = MailOutbox()) {
        self.database = database
        self.journal = journal
        self.policies = policies
        self.mail = mail
    }

    var zones: Zones { policies.zones }
    func policy(at instant: Instant) -> RegistrationPolicy { policies.policy(at: instant) }
    func associationDay(_ instant: Instant) -> Day { policies.associationDay(instant) }
    func moment(_ instant: Instant, venueZone: String) -> RegistrationMoment {
        policies.moment(instant, venueZone: venueZone)
    }
}
