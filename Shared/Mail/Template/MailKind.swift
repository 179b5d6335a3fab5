/// One kind of message: its name, which is its template's file name and stands in the outbox, and what a template can say.
///
/// A field whose name ends in `link` or `Link` is an address that the HTML part makes a link of.
package struct MailKind: Hashable, Sendable {
    package let name: String
    /// Always there, and each must be said: a mail about a code that does not hold the code is of no use.
    package let required: Set<String>
    /// Always there.
    package let given: Set<String>
    /// There or not: said within a section only.
    package let optional: Set<String>

    package init(_ name: String, required: Set<String> = [], given: Set<String> = [], optional: Set<String> = []) {
        self.name = name
        self.required = required
        self.given = given
        self.optional = optional
    }

    var always: Set<String> { required.union(given) }
}
