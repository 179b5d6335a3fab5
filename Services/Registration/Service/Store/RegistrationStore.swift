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
/// Steps take the `UnitOfWork` of `Journal.update`, which alone commits. Whatever changes an offering, its seats, registrations or
/// money locks the offering's row first (`lock`), so all facts of one offering are decided one after the other (W1, D1).
struct RegistrationStore: Sendable {
    let database: PostgresClient
    let journal: Journal
    let rules: RulePack
    /// Where the association has its seat: membership (E1) and statistics (I1) go by its days.
    let zone: Zone
    let zones = Zones()
    let shownClasses = ShownClasses()
    /// Ends the wait of the job that carries out refunds, after a commit that ordered one.
    let refundsWakeup = AsyncSignal()
    let mail: MailOutbox

    init(
        database: PostgresClient, journal: Journal, rules: RulePack, zone: Zone, mail: MailOutbox = MailOutbox()
    ) {
        self.database = database
        self.journal = journal
        self.rules = rules
        self.zone = zone
        self.mail = mail
    }

    /// The rule pack in force at this time: its versions count from a day at the association's seat.
    func policy(at instant: Instant) -> RegistrationPolicy { rules.policy(on: associationDay(instant)) }

    /// The decision's time on the calendars that the rules ask about.
    func moment(_ instant: Instant, venueZone: String) -> RegistrationMoment {
        RegistrationMoment(
            instant: instant, associationDay: associationDay(instant), venueDay: zones.day(of: instant, in: venueZone))
    }

    func associationDay(_ instant: Instant) -> Day {
        zone.day(of: instant)
    }
}
