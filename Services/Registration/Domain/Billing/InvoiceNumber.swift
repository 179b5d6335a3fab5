/// The number of an issued invoice: the year of issue and a count that begins at one each year (E8).
package struct InvoiceNumber: Hashable, Sendable, CustomStringConvertible {
    package var year: Int
    package var count: Int

    package init(year: Int, count: Int) {
        self.year = year
        self.count = count
    }

    /// The number as it is printed, such as `2026-000001`.
    package var description: String {
        let digits = String(count)
        return "\(year)-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
