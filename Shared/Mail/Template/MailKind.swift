/// A kind of message: its name, which is its template's file name and is stored in the outbox, and the fields of its
/// template.
///
/// The HTML part makes a link of a field whose name ends in `link` or `Link`.
package struct MailKind: Hashable, Sendable {
    package let name: String
    /// Always present, and the template must use each: a mail about a code is useless without the code.
    package let required: Set<String>
    /// Always present.
    package let given: Set<String>
    /// May be absent, so the template may use them only within a section.
    package let optional: Set<String>

    package init(_ name: String, required: Set<String> = [], given: Set<String> = [], optional: Set<String> = []) {
        self.name = name
        self.required = required
        self.given = given
        self.optional = optional
    }

    var always: Set<String> { required.union(given) }
}
