/// The development broker's command-line arguments: `--port 9092 --topics accounts.facts:6,accounts.state:6`.
struct Arguments {
    struct Topic: Equatable {
        var name: String
        var partitions: Int32
    }

    var port: UInt16 = 9092
    var topics: [Topic] = []
    var wantsHelp = false

    static let help = """
        development-broker [--port 9092] [--topics name:partitions,…]

        A Kafka broker for local development: librdkafka's mock cluster in memory, on a fixed loopback port. Its records
        are lost when it exits; the services publish them again from their journals. To create more topics, write lines
        of the form `topic <name> <partitions>` to standard input. For external subscribers use a real Kafka cluster.
        """

    init(_ words: [String]) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": wantsHelp = true
            case "--port":
                guard let text = rest.popFirst(), let number = UInt16(text) else {
                    throw UsageError("--port requires a port number")
                }
                port = number
            case "--topics":
                guard let text = rest.popFirst() else { throw UsageError("--topics requires name:partitions,…") }
                for item in text.split(separator: ",") { topics.append(try Self.topic(item)) }
            default: throw UsageError("unknown argument \(word)")
            }
        }
    }

    private static func topic(_ text: Substring) throws(UsageError) -> Topic {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let partitions = Int32(parts[1]), partitions > 0 else {
            throw UsageError("not of the form name:partitions: \(text)")
        }
        return Topic(name: String(parts[0]), partitions: partitions)
    }

    struct UsageError: Error {
        let text: String

        init(_ text: String) {
            self.text = text
        }
    }
}
