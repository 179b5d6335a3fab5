import Documents
import Executors
import Mail
import Messaging
import Observability
import Postgres
import Primitives
import Security

/// What the service's subjects are built from. One value a process.
struct RegistrationParts: Sendable {
    let database: PostgresClient
    let journal: Journal
    let policies: Policies
    let mail: MailOutbox
    let metrics: MetricsRegistry
    var log = Log.silent
    /// Draws invoices and rosters.
    var renderer = PDFRenderer()
    /// Takes cards; nil where no provider is configured.
    var cards: (any PaymentProvider)?
    /// Signs the payment provider's webhooks; without it the route is not offered.
    var webhookSecret: SecretBytes?
    /// Signs Stripe's webhooks.
    var stripeWebhookSecret: SecretBytes?
    /// The system's time, which a provider's signature goes by when the domain clock stands elsewhere.
    var realTime: @Sendable () -> Instant = { .now }
    /// Wakes the job that carries out refunds, after a commit that ordered one.
    let refundsWakeup = AsyncSignal()
    var deskLimits = RegistrationDesk.Limits()
}
