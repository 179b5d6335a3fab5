import Testing

@testable import Messaging
@testable import ServiceKit

@Suite struct ProgressPrinterTests {
    @Test func `progress shows rows, rate and remaining time`() {
        let half = CommandProgress(unit: "rows", done: 500, total: 2000)
        #expect(ProgressPrinter.text(half, .seconds(2)) == "500 of 2000 rows (25 %), 250 rows/s, 6 s left")
        let open = CommandProgress(unit: "records", done: 30, total: nil)
        #expect(ProgressPrinter.text(open, .seconds(3)) == "30 records, 10 records/s")
        let none = CommandProgress(unit: "rows", done: 0, total: 0)
        #expect(ProgressPrinter.text(none, .zero) == "0 rows")
    }

    @Test func `progress rewrites one line on a terminal and prints plain lines elsewhere`() {
        let plain = Printed()
        let printer = ProgressPrinter(plain.console)
        for done in 1...100 { printer.show(CommandProgress(unit: "rows", done: done, total: 100)) }
        printer.finish()
        #expect(plain.errors.split(separator: "\n").count == 2)
        #expect(!plain.errors.contains("\r"))
        let terminal = Printed(isTerminal: true)
        let rewriting = ProgressPrinter(terminal.console)
        rewriting.show(CommandProgress(unit: "rows", done: 1, total: 2))
        rewriting.finish()
        #expect(terminal.errors.hasPrefix("\r") && terminal.errors.hasSuffix("\n"))
    }
}
