/// One step of a schema's history: a name that sorts (`0001_people`) and a script of SQL statements.
///
/// What lives in one schema has several owners, each with a history of its own: a shared part can get a migration after those
/// of the services were applied.
///
/// Never edit one that was released: the database remembers a checksum of what it ran. Add another, in the order
/// expand → migrate → contract, so that the old program can go on beside the new schema.
package struct Migration: Sendable, Hashable {
    /// Whose history it belongs to.
    package let component: String
    package let name: String
    package let sql: String

    package init(_ name: String, of component: String = "service", _ sql: String) {
        self.component = component
        self.name = name
        self.sql = sql
    }

    /// For people: `messaging/0002_relay`.
    package var title: String { "\(component)/\(name)" }

    /// 64 bits of FNV-1a over name and script, in hexadecimal: it finds an edited script, it does not guard against an attacker.
    var checksum: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in [Array(name.utf8), [0], Array(sql.utf8)].joined() {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
