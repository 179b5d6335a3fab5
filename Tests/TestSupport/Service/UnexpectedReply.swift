/// A request that had to succeed and did not.
package struct UnexpectedReply: Error, CustomStringConvertible {
    package let reply: Reply

    package init(_ reply: Reply) {
        self.reply = reply
    }

    package var description: String { "\(reply.status) \(reply.text)" }
}
