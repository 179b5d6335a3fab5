import DomainClock
import HTTP
import JSONSchema
import Primitives
import RegistrationDomain
import Web

/// E8: who still owes what, and how long: purchase orders that are paid late, or never.
extension RegistrationAPI {
    var receivableEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/reports/receivables", "Invoices with something due, the oldest first",
                description: "The days to pay and the steps of asking for it are the rule pack's in force now.",
                access: .staff,
                query: .paging + [
                    .query("overdue", .boolean, "Only those whose time for payment is over."),
                    .query("purchaseOrders", .boolean, "Only those of an agency's purchase order."),
                ], answers: [.page(of: ReceivableDTO.schema)]
            ) { call in
                let limit = try call.limit()
                let policy = store.policy(at: call.now)
                let today = store.associationDay(call.now)
                let after = try call.cursor()?.values(Instant.self, InvoiceID.self)
                let before: Instant? =
                    try call.query("overdue") ?? false
                    ? store.policies.zone.start(of: today.adding(days: -policy.paymentTermDays)) : nil
                let open = try await store.openInvoices(
                    before: before, purchaseOrdersOnly: try call.query("purchaseOrders") ?? false,
                    after: after.map { (madeAt: $0.0, id: $0.1) }, limit: limit)
                return try .ok(
                    Page(
                        open, limit: limit,
                        item: {
                            ReceivableDTO(
                                $0, Receivable(madeOn: store.associationDay($0.madeAt), on: today, under: policy))
                        }, cursor: { Cursor($0.madeAt, $0.id) }))
            }
        ]
    }
}
