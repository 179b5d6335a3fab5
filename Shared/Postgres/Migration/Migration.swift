/// A step of a schema's history: a name that sorts (`0001_people`) and a script of SQL statements.
///
/// A schema consists of components (messaging, the kit, mail, the service's own tables). Each has a list of migrations
/// of its own, so that a shared component can get a migration after those of the services were applied.
///
/// Before the first release the tables are edited in place. A release freezes its migrations: afterwards none of them
/// is edited, and a change is a further migration, in the order expand, migrate, contract, so that the previous version
/// can run beside the new schema.
package struct Migration: Sendable, Hashable {
    /// The component that it belongs to.
    package let component: String
    package let name: String
    package let sql: String

    package init(_ name: String, of component: String = "service", _ sql: String) {
        self.component = component
        self.name = name
        self.sql = sql
    }

    /// The component and the name: `messaging/0002_relay`.
    package var title: String { "\(component)/\(name)" }

    /// What a database and a release remember of the migration.
    package var record: MigrationRecord {
        MigrationRecord(component: component, name: name, digest: digest)
    }

    /// 64 bits of FNV-1a over the name and the script, in hexadecimal.
    ///
    /// It finds a script that was edited. It does not protect against an attacker.
    private var digest: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in [Array(name.utf8), [0], Array(sql.utf8)].joined() {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
