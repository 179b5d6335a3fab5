import Postgres
import RegistrationDomain

// The domain's words are columns of text.

extension OfferingKind: PostgresCodable {}
extension OfferingStatus: PostgresCodable {}
extension HostRequestStatus: PostgresCodable {}
extension RegistrationKind: PostgresCodable {}
extension RegistrationStatus: PostgresCodable {}
extension RateCategory: PostgresCodable {}
extension PaymentMethod: PostgresCodable {}
extension InvoiceStatus: PostgresCodable {}
extension LedgerAccount: PostgresCodable {}
extension LedgerAccount: PostgresArrayElement {}
extension PriceLine.Code: PostgresCodable {}
extension PriceLine.Code: PostgresArrayElement {}
extension CardProvider: PostgresCodable {}
extension DisputeStatus: PostgresCodable {}
extension RefundStatus: PostgresCodable {}
