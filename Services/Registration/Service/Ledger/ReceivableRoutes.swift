import DomainClock
import HTTP
import JSONSchema
import Primitives
import RegistrationDomain
import Web

/// Invoices with a balance, such as those of purchase orders that are paid late or never, and the ledger (E8).
struct ReceivableRoutes: Sendable {
    let policies: Policies
    let receivables: ReceivableRepository
    let ledger: LedgerRepository

    init(_ parts: RegistrationParts) {
        policies = parts.policies
        receivables = ReceivableRepository(database: parts.database)
        ledger = LedgerRepository(database: parts.database)
    }

    var list: Operation {
        Operation(
            "List the invoices with a balance, the oldest first",
            description: "The payment term and the dunning steps are those of the rule pack in force now.",
            access: .staff,
            query: .paging + [
                .query("overdue", .boolean, "Only invoices whose payment term is over."),
                .query("purchaseOrders", .boolean, "Only invoices of an agency's purchase order."),
            ], answers: [.page(of: ReceivableDTO.self)]
        ) { call in
            let limit = try call.limit()
            let policy = policies.policy(at: call.now)
            let today = policies.associationDay(call.now)
            let after = try call.cursor()?.values(Instant.self, InvoiceID.self)
            let before: Instant? =
                try call.query("overdue") ?? false
                ? policies.zone.start(of: today.adding(days: -policy.paymentTermDays)) : nil
            let open = try await receivables.list(
                before: before, purchaseOrdersOnly: try call.query("purchaseOrders") ?? false,
                after: after.map { (madeAt: $0.0, id: $0.1) }, limit: limit)
            return try .ok(
                Page(
                    open, limit: limit,
                    item: {
                        ReceivableDTO(
                            $0, Receivable(madeOn: policies.associationDay($0.madeAt), on: today, under: policy))
                    }, cursor: { Cursor($0.madeAt, $0.id) }))
        }
    }

    var trialBalance: Operation {
        Operation("Show the ledger's trial balance", access: .staff, answers: [.ok(LedgerDTO.self)]) { _ in
            try .ok(LedgerDTO(try await ledger.trialBalance()))
        }
    }
}
